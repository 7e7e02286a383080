using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.VSphere.Machines;
using VmSnapshot.Sdk.VSphere.Sessions;
using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.VSphere.Specs;

/// <summary>Builds what ReconfigVM_Task is told.</summary>
internal static class ReconfigureSpecs
{
    // Keys of devices to add are negative and must be unique over all kinds of device: vCenter 7 refuses a second use.
    private const int FirstNewKey = -101;

    public static async Task<VirtualMachineConfigSpec> BuildAsync(
        VSphereSession session, ManagedObjectReference vm, ReconfigureVm changes, CancellationToken cancellationToken)
    {
        var edits = new List<VirtualDeviceConfigSpec>();
        if (changes.GrowDisks.Count > 0 || changes.ConnectAdapters.Count > 0)
        {
            var devices = (await VmDeviceReading.ReadAsync(session, vm, cancellationToken).ConfigureAwait(false)).ToDictionary(device => device.Key);
            edits.AddRange(changes.GrowDisks.Select(grow => Grow(Find<VirtualDisk>(devices, grow.DeviceKey), grow.CapacityBytes)));
            foreach (var connect in changes.ConnectAdapters)
            {
                var card = Find<VirtualEthernetCard>(devices, connect.DeviceKey);
                card.Backing = await NetworkBackings.ReadAsync(session, connect.Network, cancellationToken).ConfigureAwait(false);
                edits.Add(Edit(card));
            }
        }

        return new VirtualMachineConfigSpec
        {
            ChangeVersion = changes.ChangeVersion,
            NumCPUs = changes.Cpus,
            NumCoresPerSocket = changes.CoresPerSocket,
            MemoryMB = changes.MemoryMiB,
            ExtraConfig = changes.Marker is { } marker ? [MarkerOptions.Of(marker)] : null,
            DeviceChange = edits.Count + changes.AddDisks.Count == 0
                ? null
                : [.. edits, .. changes.AddDisks.Select((add, index) => Add(add, FirstNewKey - index))],
        };
    }

    private static VirtualDeviceConfigSpec Grow(VirtualDisk disk, long capacityBytes)
    {
        disk.CapacityInBytes = capacityBytes;
        disk.CapacityInKB = capacityBytes / 1024;
        return Edit(disk);
    }

    private static VirtualDeviceConfigSpec Add(AddDisk add, int key) => new()
    {
        Operation = VirtualDeviceConfigSpecOperation.Add,
        FileOperation = VirtualDeviceConfigSpecFileOperation.Create,
        Device = new VirtualDisk
        {
            Key = key,
            ControllerKey = add.ControllerKey,
            UnitNumber = add.UnitNumber,
            CapacityInKB = add.CapacityBytes / 1024,
            CapacityInBytes = add.CapacityBytes,
            // Without a name, vCenter puts the file beside the VM's own.
            Backing = new VirtualDiskFlatVer2BackingInfo { FileName = string.Empty, DiskMode = "persistent", ThinProvisioned = true },
        },
    };

    private static VirtualDeviceConfigSpec Edit(VirtualDevice device) => new() { Operation = VirtualDeviceConfigSpecOperation.Edit, Device = device };

    private static T Find<T>(Dictionary<int, VirtualDevice> devices, int key)
        where T : VirtualDevice =>
        devices.GetValueOrDefault(key) as T
        ?? throw new VmSnapshotException(
            VmSnapshotErrorCodes.VCenterFault, $"The VM has no device {key} of the kind that was to be changed: somebody changed its hardware meanwhile.")
        { IsTransient = true };
}
