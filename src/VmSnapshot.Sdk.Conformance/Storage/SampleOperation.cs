using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Sdk.Conformance;

internal static class SampleOperation
{
    private static int _audits;

    /// <summary>Ids sort in the order in which they are made.</summary>
    public static AuditEntry Audit(string action, string? operationId = null, string? snapshotId = null, string tenant = Sample.Tenant, string? id = null) => new()
    {
        Id = id ?? $"{Interlocked.Increment(ref _audits):d12}",
        Tenant = tenant,
        At = Sample.Time,
        Actor = "tester",
        Action = action,
        OperationId = operationId,
        SnapshotId = snapshotId,
    };

    /// <summary>As the SDK begins one that takes a snapshot.</summary>
    public static OperationRecord Minimal(string? id = null, string? clientToken = null, string tenant = Sample.Tenant, int items = 1) => new()
    {
        Id = id ?? Guid.NewGuid().ToString("n"),
        Tenant = tenant,
        Kind = OperationKind.CreateSnapshot,
        State = OperationState.Pending,
        Step = "ExtractVmInfo",
        ClientToken = clientToken,
        Request = """{"name":"golden"}""",
        RequestHash = "hash",
        StartedAt = Sample.Time,
        Items = [.. Enumerable.Range(1, items).Select(i => new OperationItemRecord(i, """{"step":"begin"}"""))],
    };

    /// <summary>Every property set, none to its default, with text that isn't ASCII.</summary>
    public static OperationRecord Full() => Minimal(clientToken: "Märker ☃", items: 2) with
    {
        Kind = OperationKind.CreateVms,
        State = OperationState.Cancelling,
        Step = "DeployVm",
        PercentComplete = 12.3456789,
        Request = """{"name":"Größe 🙂 \"quoted\""}""",
        RequestHash = "another hash",
        StartedAt = Sample.Time.AddTicks(1234567),
        EndedAt = Sample.Time.AddTicks(2345678),
        CancelRequested = true,
        Fence = 1L << 40,
        Owner = "Rechner/7",
        LeasedUntil = Sample.Time.AddTicks(3456789),
        WatchedUntil = Sample.Time.AddTicks(4567891),
        Error = Error,
    };

    public static OperationError Error => new()
    {
        Code = VmSnapshotErrorCodes.VCenterFault,
        Message = "Could not clone VM 'web': kein Platz – 🙂",
        Fault = new VCenterFault { Name = "NoDiskSpace", Message = "voll", BaseNames = ["FileFault", "VimFault"], Detail = "datastore: schnell" },
        IsTransient = true,
        LeavesSomethingBehind = true,
    };

    /// <summary>The record that such an operation begins with: it holds the name, and there is no template yet.</summary>
    public static Snapshot Creating(string name = "golden", string? id = null) =>
        Sample.Minimal(name, id) with { Status = SnapshotStatus.Creating, Template = null };
}
