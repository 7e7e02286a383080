namespace VmSnapshot.Sdk;

/// <summary>Settings of the SDK itself; those of the gateway and the store are theirs.</summary>
public sealed class VmSnapshotOptions
{
    /// <summary>The scope of records where a request names none. Default: <c>default</c>.</summary>
    public string Tenant { get; set; } = "default";

    /// <summary>How many VMs of a batch are made at a time. Default: 4.</summary>
    public int MaxParallelVms { get; set; } = 4;

    /// <summary>How long a single vCenter task may take. At most 30 days. Default: 6 hours.</summary>
    public TimeSpan TaskTimeout { get; set; } = TimeSpan.FromHours(6);

    /// <summary>How often a task is asked for where watching it fails. At most a day. Default: 2 seconds.</summary>
    public TimeSpan TaskPollingInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How often reading a task's state is tried again after a passing fault before waiting for it is given up. Default: 5.</summary>
    public int TaskReadRetries { get; set; } = 5;

    /// <summary>Who does what is done: the name in the audit and on leases. Not empty. Default: user and machine, <c>portal@host-7</c>.</summary>
    public string Actor { get; set; } = $"{Environment.UserName}@{Environment.MachineName}";

    /// <summary>
    /// Whether a host (<c>IHost</c>) takes up operations that nobody works on: at its start, and when a lease runs out. Off for hosts that drive
    /// them through <see cref="IOperationRunner"/>. Default: true.
    /// </summary>
    public bool ResumeInBackground { get; set; } = true;

    /// <summary>How often a host looks for operations to take up. At most a day. Default: 15 seconds.</summary>
    public TimeSpan ResumeInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// For how long this process keeps an operation when it can't renew its lease; renewed after a third of it. After a crash, others go on
    /// when it is over. 1 second to a day. Default: 60 seconds.
    /// </summary>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How often the journal is read while waiting for an operation of another process. At most a day. Default: 2 seconds.</summary>
    public TimeSpan OperationPollingInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long late arrivals of an operation that ended without success are looked for. At most 365 days. Default: 24 hours.</summary>
    public TimeSpan LateArrivalWatch { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How often a host looks for them. At most a day. Default: 5 minutes.</summary>
    public TimeSpan ReapInterval { get; set; } = TimeSpan.FromMinutes(5);
}
