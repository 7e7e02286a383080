using System.Globalization;

namespace VmSnapshot.Sdk.EntityFrameworkCore.Tests;

/// <summary>Records as the first schema held them, put there without this version's code.</summary>
internal static class FirstSchema
{
    public const string StoreId = "3f0d1c2b4a5968778695a4b3c2d1e0ff";

    /// <summary>
    /// One snapshot in every status that there was, the first with everything that a record can have. The names are quoted, so that every
    /// database takes the statements; <c>{true}</c> and <c>{false}</c> are the database's.
    /// </summary>
    private const string Rows =
        """
        INSERT INTO "SnapshotStoreInfo" ("Id", "StoreId") VALUES (1, '3f0d1c2b4a5968778695a4b3c2d1e0ff');
        INSERT INTO "Snapshots" ("Id", "Tenant", "Name", "NameFolded", "LiveName", "Description", "Family", "Version", "Kind", "RequestedConsistency", "Consistency",
            "Status", "StatusReason", "Availability", "Health", "DeleteProtection", "CreatedAtTicks", "DeletedAtTicks", "OperationId", "VCenterInstanceUuid", "ConcurrencyToken") VALUES
            ('s1', 'default', 'größe', 'GRÖSSE', 'größe', 'Zeile 1', 'web', 1, 'linked', 'quiesced', 'poweredOff', 'available', 'gut', 'deprecated', 'modified', {true}, 639083502151230001, NULL, 'operation', 'vcenter', 't1'),
            ('s2', 'default', 'two', 'TWO', 'two', NULL, 'web', 2, 'full', 'crash', 'crash', 'deleting', NULL, 'active', 'unknown', {false}, 639083502151230002, NULL, 'operation', 'vcenter', 't2'),
            ('s3', 'default', 'three', 'THREE', NULL, NULL, NULL, NULL, 'full', 'crash', 'crash', 'deleted', 'being purged', 'active', 'unknown', {false}, 639083502151230003, 639083502151230009, 'operation', 'vcenter', 't3'),
            ('s4', 'default', 'four', 'FOUR', NULL, NULL, NULL, NULL, 'full', 'crash', 'crash', 'purged', NULL, 'obsolete', 'missing', {false}, 639083502151230004, 639083502151230009, 'operation', 'vcenter', 't4');
        INSERT INTO "SnapshotLabels" ("SnapshotId", "Key", "Value") VALUES ('s1', 'os', 'debian'), ('s1', 'Ort', 'Zürich');
        INSERT INTO "SnapshotSources" ("SnapshotId", "Name", "Path", "MoRef", "InstanceUuid", "BiosUuid", "PowerState", "IsTemplate", "GuestId", "HardwareVersion", "Cpus", "CoresPerSocket",
            "MemoryMiB", "Firmware", "SecureBoot", "VirtualTpm", "Controllers", "Datacenter", "FolderMoRef", "FolderName", "FolderPath", "ResourcePool", "Datastore", "CurrentNativeSnapshot", "ChangeVersion", "Marker")
            SELECT "Id", 'web', '/DC0/vm/web', 'VirtualMachine:vm-42', '5032c8a5-9c5e-ba7a-3804-832a03e16381', '4232c8a5-9c5e-ba7a-3804-832a03e16381', 'poweredOff', {false}, 'debian12_64Guest', 'vmx-19', 1, 1,
            512, 'bios', {false}, {false}, '[]', 'Datacenter:datacenter-2', NULL, NULL, NULL, NULL, 'local', NULL, NULL, NULL FROM "Snapshots";
        INSERT INTO "SnapshotTemplates" ("SnapshotId", "OperationId", "Name", "Path", "MoRef", "InstanceUuid", "Datastore", "FolderMoRef", "FolderName", "FolderPath", "ResourcePool", "Consistency", "NativeSnapshot")
            SELECT "Id", 'operation', 'golden-operation', '/DC0/vm/golden-operation', 'VirtualMachine:vm-43', '5032c8a5-9c5e-ba7a-3804-832a03e16382', 'local', 'Folder:group-v3', 'vm', '/DC0/vm/vm%2f1', 'ResourcePool:resgroup-8',
            'crash', NULL FROM "Snapshots";
        INSERT INTO "SnapshotDisks" ("SnapshotId", "Position", "DeviceKey", "Label", "CapacityBytes", "Datastore", "Thin", "ControllerKey", "UnitNumber", "Mode", "RawDeviceMapping", "HasParent") VALUES
            ('s1', 1, 2000, 'Festplatte 1', 1099511627776, 'schnell', NULL, 1000, 0, NULL, {false}, {true}), ('s1', 0, 2001, 'Festplatte 2', 7, 'schnell', {true}, 1000, 1, 'persistent', {true}, {false});
        INSERT INTO "SnapshotNetworkAdapters" ("SnapshotId", "Position", "DeviceKey", "Label", "Network", "AdapterType", "MacAddress") VALUES
            ('s1', 0, 4000, 'Network adapter 1', 'Netz Süd', 'VirtualVmxnet3', '00:50:56:00:00:01');
        INSERT INTO "SnapshotTemplateDisks" ("SnapshotId", "Position", "DeviceKey", "Label", "CapacityBytes", "Datastore", "Thin", "ControllerKey", "UnitNumber", "Mode", "RawDeviceMapping", "HasParent") VALUES
            ('s1', 0, 2000, 'Festplatte 1', 1099511627776, 'local', {false}, 1000, 0, 'persistent', {false}, {false});
        """;

    /// <summary>What those rows say, newest first.</summary>
    public static IReadOnlyList<Snapshot> Snapshots { get; } =
    [
        Record(4, "four") with { Status = SnapshotStatus.Purged, Availability = SnapshotAvailability.Obsolete, Health = SnapshotHealth.Missing, DeletedAt = At(9) },
        Record(3, "three") with { Status = SnapshotStatus.Deleted, StatusReason = "being purged", DeletedAt = At(9) },
        Record(2, "two") with { Status = SnapshotStatus.Deleting, Family = "web", Version = 2 },
        First(),
    ];

    public static string Script(string yes, string no) => Rows.Replace("{true}", yes, StringComparison.Ordinal).Replace("{false}", no, StringComparison.Ordinal);

    private static DateTimeOffset At(long tick) => new(639083502151230000 + tick, TimeSpan.Zero);

    private static Snapshot Record(int number, string name) =>
        Sample.Minimal(name, string.Create(CultureInfo.InvariantCulture, $"s{number}")) with { CreatedAt = At(number), ConcurrencyToken = string.Create(CultureInfo.InvariantCulture, $"t{number}") };

    private static Snapshot First()
    {
        var record = Record(1, "größe");
        var disk = new VmDisk { Key = 2000, Label = "Festplatte 1", CapacityBytes = 1099511627776, Datastore = "schnell", ControllerKey = 1000, UnitNumber = 0, HasParent = true };
        return record with
        {
            Description = "Zeile 1",
            Labels = new Dictionary<string, string> { ["os"] = "debian", ["Ort"] = "Zürich" },
            Family = "web",
            Version = 1,
            Kind = SnapshotKind.Linked,
            RequestedConsistency = SnapshotConsistency.Quiesced,
            Consistency = SnapshotConsistency.PoweredOff,
            StatusReason = "gut",
            Availability = SnapshotAvailability.Deprecated,
            Health = SnapshotHealth.Modified,
            DeleteProtection = true,
            Source = record.Source with
            {
                Disks =
                [
                    new VmDisk { Key = 2001, Label = "Festplatte 2", CapacityBytes = 7, Datastore = "schnell", Thin = true, ControllerKey = 1000, UnitNumber = 1, Mode = "persistent", RawDeviceMapping = true },
                    disk,
                ],
                Networks = [new VmNetworkAdapter { Key = 4000, Label = "Network adapter 1", Network = "Netz Süd", AdapterType = "VirtualVmxnet3", MacAddress = "00:50:56:00:00:01" }],
            },
            Template = record.Template! with { Disks = [disk with { Datastore = "local", Thin = false, Mode = "persistent", HasParent = false }] },
        };
    }
}
