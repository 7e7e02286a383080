using System.Text.Json;
using VmSnapshot.Cli.Options;
using VmSnapshot.Cli.Running;
using VmSnapshot.Sdk;
using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Cli.Output;

/// <summary>The SDK's results as documents.</summary>
internal static class DocumentMapping
{
    private static readonly string[] Checked =
        ["values", "names", "snapshot", "template", "disks", "networks", "guest", "folder", "resourcePool", "datastore"];

    public static VmItem ToItem(this VmSummary vm) => new(
        vm.Name, vm.Path, vm.MoRef.Value, vm.InstanceUuid, Words.Of(vm.PowerState), vm.Cpus, vm.MemoryMiB);

    public static VmDocument ToDocument(this VmDescription vm) => new()
    {
        Name = vm.Name,
        Path = vm.Path,
        MoRef = vm.MoRef.Value,
        InstanceUuid = vm.InstanceUuid,
        BiosUuid = vm.BiosUuid,
        PowerState = Words.Of(vm.PowerState),
        IsTemplate = vm.IsTemplate,
        GuestId = vm.GuestId,
        HardwareVersion = vm.HardwareVersion,
        Cpus = vm.Cpus,
        CoresPerSocket = vm.CoresPerSocket,
        MemoryMiB = vm.MemoryMiB,
        Firmware = vm.Firmware,
        SecureBoot = vm.SecureBoot,
        VirtualTpm = vm.VirtualTpm,
        Datastore = vm.Datastore,
        Folder = vm.Folder?.Path,
        Controllers = [.. vm.Controllers.Select(c => new ControllerItem(c.Key, c.Label, c.Type, c.BusNumber))],
        Disks = [.. vm.Disks.Select(ToItem)],
        Networks = [.. vm.Networks.Select(n => new NetworkItem(n.Key, n.Label, n.Network, n.AdapterType, n.MacAddress))],
    };

    public static SnapshotDocument ToDocument(this Snapshot snapshot) => new()
    {
        Id = snapshot.Id,
        Name = snapshot.Name,
        Kind = Words.Of(snapshot.Kind),
        Consistency = Words.Of(snapshot.Consistency),
        Status = Words.Of(snapshot.Status),
        StatusReason = snapshot.StatusReason,
        Availability = Words.Of(snapshot.Availability),
        Health = Words.Of(snapshot.Health),
        DeleteProtection = snapshot.DeleteProtection,
        Tenant = snapshot.Tenant,
        Description = snapshot.Description,
        Labels = snapshot.Labels,
        Family = snapshot.Family,
        Version = snapshot.Version,
        CreatedAt = snapshot.CreatedAt.UtcDateTime,
        DeletedAt = snapshot.DeletedAt?.UtcDateTime,
        OperationId = snapshot.OperationId,
        VCenterInstanceUuid = snapshot.VCenterInstanceUuid,
        Source = snapshot.Source.ToDocument(),
        Template = snapshot.Template?.ToDocument(),
    };

    public static TemplateDocument ToDocument(this TemplateInfo template) => new(
        template.Name, template.Path, template.MoRef.Value, template.InstanceUuid, template.Datastore, template.Folder.Path,
        [.. template.Disks.Select(ToItem)]);

    public static VmCreateDocument ToDocument(this VmBatch batch) => new(batch.OperationId, [.. batch.Items.Select(ToItem)]);

    public static CreatedVmItem ToItem(this CreatedVm vm) => new()
    {
        Name = vm.Name,
        Path = vm.Path,
        MoRef = vm.MoRef.Value,
        InstanceUuid = vm.InstanceUuid,
        Phase = Words.Of(vm.Phase),
    };

    public static DryRunDocument ToDryRun(this IReadOnlyList<VmPlan> plans) =>
        new(true, new PreflightDocument(true, Checked), [.. plans.Select(ToDocument)]);

    public static PlanDocument ToDocument(this VmPlan plan) => new()
    {
        Name = plan.Name,
        SnapshotId = plan.SnapshotId,
        Template = plan.Template.Value,
        Folder = plan.Folder.Path,
        ResourcePool = plan.ResourcePool.Path,
        Datastore = plan.Datastore?.Path,
        Cpus = plan.Cpus,
        CoresPerSocket = plan.CoresPerSocket,
        MemoryMiB = plan.MemoryMiB,
        GrowDisks = [.. plan.GrowDisks.Select(d => new PlannedDisk(d.DeviceKey, null, null, d.CapacityBytes))],
        AddDisks = [.. plan.AddDisks.Select(d => new PlannedDisk(null, d.ControllerKey, d.UnitNumber, d.CapacityBytes))],
        Networks = [.. plan.ConnectAdapters.Select(c => new PlannedNetwork(c.DeviceKey, c.Network.Path))],
        Guest = plan.Guest is { } guest ? JsonSerializer.SerializeToElement(guest, GuestFile.Format) : null,
        PowerOn = plan.PowerOn,
    };

    public static OperationDocument ToDocument(this OperationInfo operation, IReadOnlyList<AuditEntry>? audit = null) => new()
    {
        Id = operation.Id,
        Kind = Words.Of(operation.Kind),
        State = Words.Of(operation.State),
        Step = operation.Step,
        Percent = Math.Round(operation.PercentComplete, 1),
        Token = operation.ClientToken,
        StartedAt = operation.StartedAt.UtcDateTime,
        EndedAt = operation.EndedAt?.UtcDateTime,
        Error = operation.Error is { } error
            ? new ErrorBody { Code = error.Code, Message = error.Message, Details = ErrorTranslation.Details(error.Fault) }
            : null,
        Audit = audit is null ? null : [.. audit.Select(entry => new AuditItem(entry.At.UtcDateTime, entry.Actor, entry.Action, entry.Detail))],
    };

    public static DoctorDocument ToDocument(this IReadOnlyList<DiagnosticCheck> checks) =>
        new([.. checks.Select(c => new CheckItem(c.Name, c.Ok, c.Detail, c.Remedy, c.ErrorCode))]);

    private static DiskItem ToItem(VmDisk disk) => new(disk.Key, disk.Label, disk.CapacityBytes, disk.Datastore, disk.Thin);

    private static CreatedVmItem ToItem(VmBatchItem item) => item switch
    {
        { Vm: { } vm } => vm.ToItem(),
        { Error: { } error } => new CreatedVmItem { Name = item.Name, Error = ErrorTranslation.Describe(error) },
        _ => new CreatedVmItem { Name = item.Name },
    };
}
