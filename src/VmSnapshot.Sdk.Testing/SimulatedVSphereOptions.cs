namespace VmSnapshot.Sdk.Testing;

/// <summary>Settings of the simulated vCenter.</summary>
public sealed class SimulatedVSphereOptions
{
    /// <summary>The login name that the session reports. Default: <c>user@simulated.local</c>.</summary>
    public string UserName { get; set; } = "user@simulated.local";

    /// <summary>How long a clone takes. Zero ends it before the call returns. Default: 1.5 seconds, for something to look at.</summary>
    public TimeSpan CloneDuration { get; set; } = TimeSpan.FromSeconds(1.5);

    /// <summary>How long every other task takes. Zero ends it before the call returns. Default: 0.3 seconds.</summary>
    public TimeSpan TaskDuration { get; set; } = TimeSpan.FromSeconds(0.3);
}
