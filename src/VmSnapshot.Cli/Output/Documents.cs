using System.Text.Json;
using VmSnapshot.Sdk;

namespace VmSnapshot.Cli.Output;

/// <summary>The JSON documents. Their keys are a contract: add, never rename.</summary>
internal sealed record ErrorDocument(ErrorBody Error);

internal sealed record ErrorBody
{
    public required string Code { get; init; }

    public required string Message { get; init; }

    public string? OperationId { get; init; }

    public ErrorDetails? Details { get; init; }
}

internal sealed record ErrorDetails
{
    public IReadOnlyList<ValidationFinding>? Findings { get; init; }

    public IReadOnlyList<string>? Candidates { get; init; }

    public IReadOnlyList<string>? Usage { get; init; }

    public FaultDetails? Fault { get; init; }
}

internal sealed record FaultDetails(string Name, string? Message, string? Detail);

internal sealed record VersionDocument(string Version);

internal sealed record SimulatorDocument(string Url, string? Thumbprint);

internal sealed record VmListDocument(IReadOnlyList<VmItem> Items);

internal sealed record VmItem(
    string Name, string Path, string MoRef, string InstanceUuid, string PowerState, int Cpus, long MemoryMiB);

internal sealed record VmDocument
{
    public required string Name { get; init; }

    public required string Path { get; init; }

    public required string MoRef { get; init; }

    public required string InstanceUuid { get; init; }

    public required string BiosUuid { get; init; }

    public required string PowerState { get; init; }

    public required bool IsTemplate { get; init; }

    public required string GuestId { get; init; }

    public required string HardwareVersion { get; init; }

    public required int Cpus { get; init; }

    public required int CoresPerSocket { get; init; }

    public required long MemoryMiB { get; init; }

    public required string Firmware { get; init; }

    public required bool SecureBoot { get; init; }

    public required bool VirtualTpm { get; init; }

    public required string Datastore { get; init; }

    public string? Folder { get; init; }

    public required IReadOnlyList<ControllerItem> Controllers { get; init; }

    public required IReadOnlyList<DiskItem> Disks { get; init; }

    public required IReadOnlyList<NetworkItem> Networks { get; init; }
}

internal sealed record ControllerItem(int Key, string Label, string Type, int BusNumber);

internal sealed record DiskItem(int Key, string Label, long CapacityBytes, string Datastore, bool? Thin);

internal sealed record NetworkItem(int Key, string Label, string Network, string AdapterType, string MacAddress);

internal sealed record SnapshotListDocument(IReadOnlyList<SnapshotDocument> Items, string? Continue);

internal sealed record SnapshotDocument
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Kind { get; init; }

    public required string Consistency { get; init; }

    public required string Status { get; init; }

    public string? StatusReason { get; init; }

    public required string Availability { get; init; }

    public required string Health { get; init; }

    public required bool DeleteProtection { get; init; }

    public required string Tenant { get; init; }

    public string? Description { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    public string? Family { get; init; }

    public int? Version { get; init; }

    public required DateTime CreatedAt { get; init; }

    public DateTime? DeletedAt { get; init; }

    public required string OperationId { get; init; }

    public required string VCenterInstanceUuid { get; init; }

    public required VmDocument Source { get; init; }

    /// <summary>Null while there is none yet, and where there never was.</summary>
    public TemplateDocument? Template { get; init; }
}

internal sealed record TemplateDocument(
    string Name, string Path, string MoRef, string InstanceUuid, string Datastore, string Folder, IReadOnlyList<DiskItem> Disks);

internal sealed record VmCreateDocument(string OperationId, IReadOnlyList<CreatedVmItem> Items);

internal sealed record CreatedVmItem
{
    public required string Name { get; init; }

    public string? Path { get; init; }

    public string? MoRef { get; init; }

    public string? InstanceUuid { get; init; }

    public string? Phase { get; init; }

    /// <summary>Empty: this version doesn't wait for addresses.</summary>
    public IReadOnlyList<string> IpAddresses { get; init; } = [];

    public ErrorBody? Error { get; init; }
}

internal sealed record DryRunDocument(bool DryRun, PreflightDocument Preflight, IReadOnlyList<PlanDocument> Items);

/// <summary>What step 4 checked; it would have failed if anything had been wrong.</summary>
internal sealed record PreflightDocument(bool Ok, IReadOnlyList<string> Checked);

internal sealed record PlanDocument
{
    public required string Name { get; init; }

    public required string SnapshotId { get; init; }

    public required string Template { get; init; }

    public required string Folder { get; init; }

    public required string ResourcePool { get; init; }

    /// <summary>Null: each disk where the template's is.</summary>
    public string? Datastore { get; init; }

    public required int Cpus { get; init; }

    public required int CoresPerSocket { get; init; }

    public required long MemoryMiB { get; init; }

    public required IReadOnlyList<PlannedDisk> GrowDisks { get; init; }

    public required IReadOnlyList<PlannedDisk> AddDisks { get; init; }

    public required IReadOnlyList<PlannedNetwork> Networks { get; init; }

    public JsonElement? Guest { get; init; }

    public required bool PowerOn { get; init; }
}

/// <summary>A disk to grow, by its key, or to add, by its place.</summary>
internal sealed record PlannedDisk(int? Key, int? ControllerKey, int? UnitNumber, long CapacityBytes);

internal sealed record PlannedNetwork(int Key, string Network);

internal sealed record OperationListDocument(IReadOnlyList<OperationDocument> Items, string? Continue);

internal sealed record OperationDocument
{
    public required string Id { get; init; }

    public required string Kind { get; init; }

    public required string State { get; init; }

    public required string Step { get; init; }

    public required double Percent { get; init; }

    public string? Token { get; init; }

    public required DateTime StartedAt { get; init; }

    public DateTime? EndedAt { get; init; }

    /// <summary>Why it failed; while it hasn't ended, what stopped it last.</summary>
    public ErrorBody? Error { get; init; }

    /// <summary>What was done in its name; only where one operation is shown.</summary>
    public IReadOnlyList<AuditItem>? Audit { get; init; }
}

internal sealed record AuditItem(DateTime At, string Actor, string Action, string? Detail);

internal sealed record DoctorDocument(IReadOnlyList<CheckItem> Checks);

internal sealed record CheckItem(string Name, bool Ok, string Detail, string? Remedy, string? Code);
