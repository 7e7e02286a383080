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
}
