namespace VmSnapshot.Simulator;

/// <summary>How a simulated vCenter behaves.</summary>
public sealed class VCenterSimulatorOptions
{
    internal static readonly Guid DefaultInstanceUuid = new("7a3e9f10-5d1c-4b7e-9a64-0c2d8e6f1b35");

    /// <summary>The clock that tasks, sessions and guests go by. Default: the system's. With one that a test moves, an hour's clone takes no time.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>The login that has all privileges. Default: <c>user</c>.</summary>
    public string UserName { get; set; } = "user";

    /// <summary>Its password. Default: <c>pass</c>.</summary>
    public string Password { get; set; } = "pass";

    /// <summary>How long a clone takes. Zero ends it before the call returns. Default: zero.</summary>
    public TimeSpan CloneDuration { get; set; }

    /// <summary>How long every other task takes. Zero ends it before the call returns. Default: zero.</summary>
    public TimeSpan TaskDuration { get; set; }

    /// <summary>How long a guest takes from power-on to running VMware Tools. Default: zero.</summary>
    public TimeSpan GuestStartDuration { get; set; }

    /// <summary>How long a guest customization takes once the guest runs. Default: zero.</summary>
    public TimeSpan CustomizationDuration { get; set; }

    /// <summary>When an unused session ends. Default: 30 minutes, as vCenter's.</summary>
    public TimeSpan SessionIdleTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How many sessions there can be at a time; a login beyond that finds the server busy. Default: 3,000, as vCenter 8's.</summary>
    public int MaxSessions { get; set; } = 3000;

    /// <summary>
    /// The login that <c>LoginByToken</c> opens a session for, whatever the token: nothing here can check one. Default:
    /// null, which refuses every token.
    /// </summary>
    public string? TokenUserName { get; set; }

    /// <summary>How many tasks run at a time; those that come later are queued. Default: no limit.</summary>
    public int? MaxRunningTasks { get; set; }

    /// <summary>How long a task that ended can be read. Default: 10 minutes, as vCenter's.</summary>
    public TimeSpan TaskRetention { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Whether what a client sends is read as strictly as vCenter reads it, and every object crosses the codec in both
    /// directions: elements in another order, unknown or missing ones, and members newer than the version spoken are
    /// refused. Default: false.
    /// </summary>
    public bool StrictReading { get; set; }

    /// <summary>
    /// <c>about.instanceUuid</c>: which vCenter this is, for clients that work with several. Default: 7a3e9f10-5d1c-4b7e-9a64-0c2d8e6f1b35.
    /// </summary>
    public Guid InstanceUuid { get; set; } = DefaultInstanceUuid;

    /// <summary>How many of the latest calls <see cref="VCenterSimulator.Calls"/> keeps; zero records none. Default: 10,000.</summary>
    public int MaxRecordedCalls { get; set; } = 10_000;

    /// <summary>What decides about faults that come with a probability: the same calls with the same seed meet the same faults. Default: zero.</summary>
    public int FaultSeed { get; set; }
}
