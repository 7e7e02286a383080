using System.Text.Json;
using VmSnapshot.Sdk.EntityFrameworkCore.Rows;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Sdk.EntityFrameworkCore;

/// <summary>Between records and rows, without loss.</summary>
internal static class SnapshotMapping
{
    /// <summary>Upper case, because that is how comparing without regard to case works in .NET, and so in every other store.</summary>
    public static string Fold(string text) => text.ToUpperInvariant();

    public static string NewConcurrencyToken() => Guid.NewGuid().ToString("n");

    /// <summary>Whether a row, not the database, is the cause.</summary>
    public static bool IsUnreadable(Exception exception) => exception is FormatException or JsonException or ArgumentException;

    public static SnapshotRow ToRow(Snapshot snapshot, int? version) => new()
    {
        Id = snapshot.Id,
        Tenant = snapshot.Tenant,
        Name = snapshot.Name,
        NameFolded = Fold(snapshot.Name),
        LiveName = snapshot.Status.IsLive() ? snapshot.Name : null,
        Description = snapshot.Description,
        Labels = [.. snapshot.Labels.Select(l => new SnapshotLabelRow { Key = l.Key, Value = l.Value })],
        Family = snapshot.Family,
        Version = version,
        Kind = StoredEnum.Write(snapshot.Kind),
        RequestedConsistency = StoredEnum.Write(snapshot.RequestedConsistency),
        Consistency = StoredEnum.Write(snapshot.Consistency),
        Status = StoredEnum.Write(snapshot.Status),
        StatusReason = snapshot.StatusReason,
        Availability = StoredEnum.Write(snapshot.Availability),
        Health = StoredEnum.Write(snapshot.Health),
        DeleteProtection = snapshot.DeleteProtection,
        CreatedAtTicks = snapshot.CreatedAt.UtcTicks,
        DeletedAtTicks = snapshot.DeletedAt?.UtcTicks,
        OperationId = snapshot.OperationId,
        VCenterInstanceUuid = snapshot.VCenterInstanceUuid,
        ConcurrencyToken = NewConcurrencyToken(),
        Source = ToRow(snapshot.Source),
        Template = snapshot.Template is { } template ? ToRow(snapshot.Id, template) : null,
    };

    /// <summary>Overwrites what may change in a record, and nothing else.</summary>
    public static void Overwrite(SnapshotRow row, Snapshot snapshot)
    {
        row.Description = snapshot.Description;
        row.Status = StoredEnum.Write(snapshot.Status);
        row.StatusReason = snapshot.StatusReason;
        row.LiveName = snapshot.Status.IsLive() ? row.Name : null;
        row.Availability = StoredEnum.Write(snapshot.Availability);
        row.Health = StoredEnum.Write(snapshot.Health);
        row.DeleteProtection = snapshot.DeleteProtection;
        row.DeletedAtTicks = snapshot.DeletedAt?.UtcTicks;
        row.ConcurrencyToken = NewConcurrencyToken();

        // A copy, for a caller's dictionary may have a comparer of its own.
        var labels = new Dictionary<string, string>(snapshot.Labels, StringComparer.Ordinal);
        row.Labels.RemoveAll(l => !labels.ContainsKey(l.Key));
        foreach (var (key, value) in labels)
        {
            if (row.Labels.Find(l => l.Key == key) is { } label)
            {
                label.Value = value;
            }
            else
            {
                row.Labels.Add(new SnapshotLabelRow { Key = key, Value = value });
            }
        }
    }

    /// <summary>The record with what was overwritten in its row.</summary>
    public static Snapshot Overwrite(Snapshot record, SnapshotRow row) => record with
    {
        Description = row.Description,
        Labels = row.Labels.ToDictionary(l => l.Key, l => l.Value),
        Status = StoredEnum.Read<SnapshotStatus>(row.Status),
        StatusReason = row.StatusReason,
        Availability = StoredEnum.Read<SnapshotAvailability>(row.Availability),
        Health = StoredEnum.Read<SnapshotHealth>(row.Health),
        DeleteProtection = row.DeleteProtection,
        DeletedAt = StoredTime.Read(row.DeletedAtTicks),
        ConcurrencyToken = row.ConcurrencyToken,
    };

    /// <summary>The record of a row whose source, template and labels are loaded; the lists are given.</summary>
    public static Snapshot ToSnapshot(
        SnapshotRow row,
        IEnumerable<SnapshotDiskRow> disks,
        IEnumerable<SnapshotNetworkAdapterRow> networkAdapters,
        IEnumerable<SnapshotTemplateDiskRow> templateDisks) => new()
        {
            Id = row.Id,
            Tenant = row.Tenant,
            Name = row.Name,
            Description = row.Description,
            Labels = row.Labels.ToDictionary(l => l.Key, l => l.Value),
            Family = row.Family,
            Version = row.Version,
            Kind = StoredEnum.Read<SnapshotKind>(row.Kind),
            RequestedConsistency = StoredEnum.Read<SnapshotConsistency>(row.RequestedConsistency),
            Consistency = StoredEnum.Read<SnapshotConsistency>(row.Consistency),
            Status = StoredEnum.Read<SnapshotStatus>(row.Status),
            StatusReason = row.StatusReason,
            Availability = StoredEnum.Read<SnapshotAvailability>(row.Availability),
            Health = StoredEnum.Read<SnapshotHealth>(row.Health),
            DeleteProtection = row.DeleteProtection,
            CreatedAt = new DateTimeOffset(row.CreatedAtTicks, TimeSpan.Zero),
            DeletedAt = StoredTime.Read(row.DeletedAtTicks),
            OperationId = row.OperationId,
            VCenterInstanceUuid = row.VCenterInstanceUuid,
            ConcurrencyToken = row.ConcurrencyToken,
            Source = ToSource(row.Source, disks, networkAdapters),
            Template = row.Template is { } template ? ToTemplate(template, templateDisks) : null,
        };

    private static SnapshotSourceRow ToRow(VmDescription source) => new()
    {
        Name = source.Name,
        Path = source.Path,
        MoRef = source.MoRef.ToString(),
        InstanceUuid = source.InstanceUuid,
        BiosUuid = source.BiosUuid,
        PowerState = StoredEnum.Write(source.PowerState),
        IsTemplate = source.IsTemplate,
        GuestId = source.GuestId,
        HardwareVersion = source.HardwareVersion,
        Cpus = source.Cpus,
        CoresPerSocket = source.CoresPerSocket,
        MemoryMiB = source.MemoryMiB,
        Firmware = source.Firmware,
        SecureBoot = source.SecureBoot,
        VirtualTpm = source.VirtualTpm,
        Controllers = JsonSerializer.Serialize(source.Controllers, StoredJson.Default.IReadOnlyListVmController),
        Datacenter = source.Datacenter.ToString(),
        FolderMoRef = source.Folder?.MoRef.ToString(),
        FolderName = source.Folder?.Name,
        FolderPath = source.Folder?.Path,
        ResourcePool = source.ResourcePool?.ToString(),
        Datastore = source.Datastore,
        CurrentNativeSnapshot = source.CurrentNativeSnapshot?.ToString(),
        ChangeVersion = source.ChangeVersion,
        Marker = source.Marker?.ToExtraConfigValue(),
        Disks = [.. source.Disks.Select(ToSourceDiskRow)],
        NetworkAdapters = [.. source.Networks.Select((adapter, position) => new SnapshotNetworkAdapterRow
        {
            Position = position,
            DeviceKey = adapter.Key,
            Label = adapter.Label,
            Network = adapter.Network,
            AdapterType = adapter.AdapterType,
            MacAddress = adapter.MacAddress,
        })],
    };

    private static VmDescription ToSource(
        SnapshotSourceRow row, IEnumerable<SnapshotDiskRow> disks, IEnumerable<SnapshotNetworkAdapterRow> networkAdapters) => new()
        {
            Name = row.Name,
            Path = row.Path,
            MoRef = MoRef.Parse(row.MoRef),
            InstanceUuid = row.InstanceUuid,
            BiosUuid = row.BiosUuid,
            PowerState = StoredEnum.Read<VmPowerState>(row.PowerState),
            IsTemplate = row.IsTemplate,
            GuestId = row.GuestId,
            HardwareVersion = row.HardwareVersion,
            Cpus = row.Cpus,
            CoresPerSocket = row.CoresPerSocket,
            MemoryMiB = row.MemoryMiB,
            Firmware = row.Firmware,
            SecureBoot = row.SecureBoot,
            VirtualTpm = row.VirtualTpm,
            Controllers = JsonSerializer.Deserialize(row.Controllers, StoredJson.Default.IReadOnlyListVmController) ?? [],
            Disks = [.. disks.OrderBy(d => d.Position).Select(ToDisk)],
            Networks = [.. networkAdapters.OrderBy(n => n.Position).Select(n => new VmNetworkAdapter
            {
                Key = n.DeviceKey,
                Label = n.Label,
                Network = n.Network,
                AdapterType = n.AdapterType,
                MacAddress = n.MacAddress,
            })],
            Datacenter = MoRef.Parse(row.Datacenter),
            Folder = row is { FolderMoRef: { } moRef, FolderName: { } name, FolderPath: { } path } ? ToFolder(moRef, name, path) : null,
            ResourcePool = ToMoRef(row.ResourcePool),
            Datastore = row.Datastore,
            CurrentNativeSnapshot = ToMoRef(row.CurrentNativeSnapshot),
            ChangeVersion = row.ChangeVersion,
            Marker = OwnershipMarker.TryParse(row.Marker),
        };

    public static SnapshotTemplateRow ToRow(string snapshotId, TemplateInfo template) => new()
    {
        SnapshotId = snapshotId,
        OperationId = template.OperationId,
        Name = template.Name,
        Path = template.Path,
        MoRef = template.MoRef.ToString(),
        InstanceUuid = template.InstanceUuid,
        Datastore = template.Datastore,
        FolderMoRef = template.Folder.MoRef.ToString(),
        FolderName = template.Folder.Name,
        FolderPath = template.Folder.Path,
        ResourcePool = template.ResourcePool.ToString(),
        Consistency = StoredEnum.Write(template.Consistency),
        NativeSnapshot = template.NativeSnapshot?.ToString(),
        Disks = [.. template.Disks.Select(ToTemplateDiskRow)],
    };

    private static TemplateInfo ToTemplate(SnapshotTemplateRow row, IEnumerable<SnapshotTemplateDiskRow> disks) => new()
    {
        OperationId = row.OperationId,
        Name = row.Name,
        Path = row.Path,
        MoRef = MoRef.Parse(row.MoRef),
        InstanceUuid = row.InstanceUuid,
        Datastore = row.Datastore,
        Folder = ToFolder(row.FolderMoRef, row.FolderName, row.FolderPath),
        ResourcePool = MoRef.Parse(row.ResourcePool),
        Disks = [.. disks.OrderBy(d => d.Position).Select(ToDisk)],
        Consistency = StoredEnum.Read<SnapshotConsistency>(row.Consistency),
        NativeSnapshot = ToMoRef(row.NativeSnapshot),
    };

    private static SnapshotDiskRow ToSourceDiskRow(VmDisk disk, int position) => new()
    {
        Position = position,
        DeviceKey = disk.Key,
        Label = disk.Label,
        CapacityBytes = disk.CapacityBytes,
        Datastore = disk.Datastore,
        Thin = disk.Thin,
        ControllerKey = disk.ControllerKey,
        UnitNumber = disk.UnitNumber,
        Mode = disk.Mode,
        RawDeviceMapping = disk.RawDeviceMapping,
        HasParent = disk.HasParent,
    };

    private static SnapshotTemplateDiskRow ToTemplateDiskRow(VmDisk disk, int position) => new()
    {
        Position = position,
        DeviceKey = disk.Key,
        Label = disk.Label,
        CapacityBytes = disk.CapacityBytes,
        Datastore = disk.Datastore,
        Thin = disk.Thin,
        ControllerKey = disk.ControllerKey,
        UnitNumber = disk.UnitNumber,
        Mode = disk.Mode,
        RawDeviceMapping = disk.RawDeviceMapping,
        HasParent = disk.HasParent,
    };

    private static VmDisk ToDisk(DiskRow row) => new()
    {
        Key = row.DeviceKey,
        Label = row.Label,
        CapacityBytes = row.CapacityBytes,
        Datastore = row.Datastore,
        Thin = row.Thin,
        ControllerKey = row.ControllerKey,
        UnitNumber = row.UnitNumber,
        Mode = row.Mode,
        RawDeviceMapping = row.RawDeviceMapping,
        HasParent = row.HasParent,
    };

    private static InventoryObject ToFolder(string moRef, string name, string path) => new() { MoRef = MoRef.Parse(moRef), Name = name, Path = path };

    private static MoRef? ToMoRef(string? text) => text is null ? null : MoRef.Parse(text);
}
