using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.Conformance;

internal static class Sample
{
    public const string Tenant = "default";

    public static readonly DateTimeOffset Time = new(2026, 3, 1, 12, 30, 15, 123, TimeSpan.Zero);

    /// <summary>Only what a record must have; everything else null or empty.</summary>
    public static Snapshot Minimal(string name = "golden", string? id = null, string tenant = Tenant) => new()
    {
        Id = id ?? Guid.NewGuid().ToString("n"),
        Tenant = tenant,
        Name = name,
        Kind = SnapshotKind.Full,
        RequestedConsistency = SnapshotConsistency.Crash,
        Consistency = SnapshotConsistency.Crash,
        Status = SnapshotStatus.Available,
        CreatedAt = Time,
        OperationId = "operation",
        VCenterInstanceUuid = "vcenter",
        Source = new VmDescription
        {
            Name = "web",
            Path = "/DC0/vm/web",
            MoRef = new MoRef("VirtualMachine", "vm-42"),
            InstanceUuid = "5032c8a5-9c5e-ba7a-3804-832a03e16381",
            BiosUuid = "4232c8a5-9c5e-ba7a-3804-832a03e16381",
            PowerState = VmPowerState.PoweredOff,
            GuestId = "debian12_64Guest",
            HardwareVersion = "vmx-19",
            Cpus = 1,
            CoresPerSocket = 1,
            MemoryMiB = 512,
            Firmware = "bios",
            Datacenter = new MoRef("Datacenter", "datacenter-2"),
            Datastore = "local",
        },
        Template = new TemplateInfo
        {
            OperationId = "operation",
            Name = "golden-operation",
            Path = "/DC0/vm/golden-operation",
            MoRef = new MoRef("VirtualMachine", "vm-43"),
            InstanceUuid = "5032c8a5-9c5e-ba7a-3804-832a03e16382",
            Datastore = "local",
            Folder = Folder("vm"),
            ResourcePool = new MoRef("ResourcePool", "resgroup-8"),
            Consistency = SnapshotConsistency.Crash,
        },
    };

    /// <summary>Every property set, none to its default, with text that isn't ASCII.</summary>
    public static Snapshot Full(string name = "Größe ☃ 𝔘 'quoted' 100%", string? family = "web/家族")
    {
        var minimal = Minimal(name);
        return minimal with
        {
            Description = "Zeile 1\nZeile 2 – \"ü\" 🙂",
            Labels = new Dictionary<string, string> { ["os"] = "debian", ["Ort"] = "Zürich", ["empty"] = "" },
            Family = family,
            Kind = SnapshotKind.Linked,
            RequestedConsistency = SnapshotConsistency.Quiesced,
            Consistency = SnapshotConsistency.PoweredOff,
            Status = SnapshotStatus.Deleting,
            StatusReason = "läuft noch",
            Availability = SnapshotAvailability.Deprecated,
            Health = SnapshotHealth.Modified,
            DeleteProtection = true,
            CreatedAt = Time.AddTicks(1234567),
            DeletedAt = Time.AddDays(1).AddTicks(1),
            Source = minimal.Source with
            {
                PowerState = VmPowerState.PoweredOn,
                IsTemplate = true,
                Cpus = 4,
                CoresPerSocket = 2,
                MemoryMiB = 1L << 40,
                Firmware = "efi",
                SecureBoot = true,
                VirtualTpm = true,
                // Not in the order of their keys: the lists' own order is what is kept.
                Controllers = [Controller(1001, [0, 7, 15]), Controller(1000, [])],
                Disks = [Disk(2001, thin: null, mode: null), Disk(2000, thin: true, mode: "independent_persistent") with { RawDeviceMapping = true, HasParent = true }],
                Networks = [Adapter(4001, "Netz Süd"), Adapter(4000, "")],
                Folder = Folder("Ordner"),
                ResourcePool = new MoRef("VirtualApp", "resgroup-v9"),
                CurrentNativeSnapshot = new MoRef("VirtualMachineSnapshot", "snapshot-7"),
                ChangeVersion = "2026-03-01T12:30:15.123456Z",
                Marker = new OwnershipMarker
                {
                    Version = 2,
                    StoreId = "another store",
                    OperationId = "another operation",
                    Item = 3,
                    InstanceUuid = Guid.Parse("5032c8a5-9c5e-ba7a-3804-832a03e16399"),
                },
            },
            Template = minimal.Template! with
            {
                Folder = Folder("Vorlagen"),
                Disks = [Disk(2000, thin: false, mode: "persistent"), Disk(2001, thin: true, mode: null)],
                Consistency = SnapshotConsistency.Quiesced,
                NativeSnapshot = new MoRef("VirtualMachineSnapshot", "snapshot-8"),
            },
        };
    }

    private static InventoryObject Folder(string name) => new() { MoRef = new MoRef("Folder", "group-v3"), Name = name, Path = $"/DC0/vm/{name}%2f1" };

    private static VmController Controller(int key, IReadOnlyList<int> units) =>
        new() { Key = key, Label = $"SCSI controller {key}", Type = "ParaVirtualSCSIController", BusNumber = key - 1000, UnitsInUse = units };

    private static VmDisk Disk(int key, bool? thin, string? mode) => new()
    {
        Key = key,
        Label = $"Festplatte {key}",
        CapacityBytes = 62L * 1024 * 1024 * 1024 * 1024 + key,
        Datastore = "schnell",
        Thin = thin,
        ControllerKey = 1000,
        UnitNumber = key - 2000,
        Mode = mode,
    };

    private static VmNetworkAdapter Adapter(int key, string network) =>
        new() { Key = key, Label = $"Network adapter {key}", Network = network, AdapterType = "VirtualVmxnet3", MacAddress = $"00:50:56:00:00:{key % 100:00}" };
}
