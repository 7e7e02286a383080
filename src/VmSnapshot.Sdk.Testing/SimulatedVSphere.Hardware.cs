using System.Globalization;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.Testing.Inventory;

namespace VmSnapshot.Sdk.Testing;

// ReconfigVM_Task: all of it or nothing.
public sealed partial class SimulatedVSphere
{
    /// <inheritdoc/>
    public Task<MoRef> StartReconfigureAsync(MoRef vm, ReconfigureVm changes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(changes);
        return CallAsync(
            nameof(StartReconfigureAsync),
            $"reconfigure VM {vm.Value}",
            injected => StartOn(
                vm,
                injected,
                found => Reconfigured(found, changes),
                found =>
                {
                    var (description, allocated) = Reconfigured(found, changes);
                    found.Change(_ => description);
                    foreach (var (key, bytes) in allocated)
                    {
                        found.AllocatedBytes[key] = bytes;
                    }

                    return null;
                }),
            cancellationToken);
    }

    /// <summary>What the VM would be, and the space that its changed disks would take; nothing is changed.</summary>
    private (VmDescription Description, Dictionary<int, long> Allocated) Reconfigured(SimulatedVm vm, ReconfigureVm changes)
    {
        EnsureNoTemplate(vm);
        var current = vm.Description;
        if (changes.ChangeVersion is { } version && version != current.ChangeVersion)
        {
            throw SimulatedFault.ConcurrentAccess();
        }

        var changed = ChangeProcessorsAndMemory(current, changes);
        var allocated = new Dictionary<int, long>();
        foreach (var grow in changes.GrowDisks)
        {
            changed = Grow(changed, grow, allocated);
        }

        foreach (var add in changes.AddDisks)
        {
            changed = Add(changed, add, allocated);
        }

        _inventory.EnsureRoom(allocated.Select(a => (
            changed.Disks.First(d => d.Key == a.Key).Datastore, a.Value - vm.AllocatedBytes.GetValueOrDefault(a.Key))));
        foreach (var connect in changes.ConnectAdapters)
        {
            changed = Connect(changed, connect);
        }

        return (changed, allocated);
    }

    private static VmDescription ChangeProcessorsAndMemory(VmDescription vm, ReconfigureVm changes)
    {
        var isOn = vm.PowerState == VmPowerState.PoweredOn;
        if (isOn && (changes.Cpus ?? changes.CoresPerSocket) is not null)
        {
            throw SimulatedFault.CpuHotPlugNotSupported();
        }

        if (isOn && changes.MemoryMiB is not null)
        {
            throw SimulatedFault.MemoryHotPlugNotSupported();
        }

        var changed = vm with
        {
            Cpus = changes.Cpus ?? vm.Cpus,
            CoresPerSocket = changes.CoresPerSocket ?? vm.CoresPerSocket,
            MemoryMiB = changes.MemoryMiB ?? vm.MemoryMiB,
        };
        if (changed.Cpus < 1)
        {
            throw SimulatedFault.InvalidArgument("configSpec.numCPUs");
        }

        if (changed.CoresPerSocket < 1 || changed.Cpus % changed.CoresPerSocket != 0)
        {
            throw SimulatedFault.InvalidArgument("configSpec.numCoresPerSocket");
        }

        return changed.MemoryMiB >= 4 && changed.MemoryMiB % 4 == 0 ? changed : throw SimulatedFault.InvalidArgument("configSpec.memoryMB");
    }

    private static VmDescription Grow(VmDescription vm, GrowDisk grow, Dictionary<int, long> allocated)
    {
        var disk = vm.Disks.FirstOrDefault(d => d.Key == grow.DeviceKey) ?? throw SimulatedFault.InvalidDeviceSpec("deviceChange.device.key");
        if (grow.CapacityBytes < disk.CapacityBytes || (grow.CapacityBytes > disk.CapacityBytes && disk.HasParent))
        {
            throw SimulatedFault.InvalidDeviceOperation(disk.Key);
        }

        allocated[disk.Key] = HardwareLayout.AllocationOf(disk.Thin == true, grow.CapacityBytes);
        return vm with { Disks = [.. vm.Disks.Select(d => d.Key == disk.Key ? d with { CapacityBytes = grow.CapacityBytes } : d)] };
    }

    private static VmDescription Add(VmDescription vm, AddDisk add, Dictionary<int, long> allocated)
    {
        var controller = vm.Controllers.FirstOrDefault(c => c.Key == add.ControllerKey) ?? throw SimulatedFault.InvalidDeviceSpec("deviceChange.device.controllerKey");
        if (!HardwareLayout.HasUnit(controller, add.UnitNumber) || vm.Disks.Any(d => d.ControllerKey == controller.Key && d.UnitNumber == add.UnitNumber))
        {
            throw SimulatedFault.InvalidDeviceSpec("deviceChange.device.unitNumber");
        }

        if (add.CapacityBytes < 1)
        {
            throw SimulatedFault.InvalidDeviceSpec("deviceChange.device.capacityInBytes");
        }

        var number = 1;
        while (vm.Disks.Any(d => d.Label == Label(number)))
        {
            number++;
        }

        var disk = new VmDisk
        {
            Key = HardwareLayout.DiskKey(controller, add.UnitNumber),
            Label = Label(number),
            CapacityBytes = add.CapacityBytes,
            Datastore = vm.Datastore,
            Thin = true,
            ControllerKey = controller.Key,
            UnitNumber = add.UnitNumber,
            Mode = "persistent",
        };
        allocated[disk.Key] = HardwareLayout.AllocationOf(thin: true, disk.CapacityBytes);
        return vm with { Disks = [.. vm.Disks.Append(disk).OrderBy(d => d.Key)] };

        static string Label(int number) => string.Create(CultureInfo.InvariantCulture, $"Hard disk {number}");
    }

    private VmDescription Connect(VmDescription vm, ConnectAdapter connect)
    {
        var network = _inventory.Get(InventoryKind.Network, connect.Network.MoRef);
        return vm.Networks.Any(n => n.Key == connect.DeviceKey)
            ? vm with { Networks = [.. vm.Networks.Select(n => n.Key == connect.DeviceKey ? n with { Network = network.Name } : n)] }
            : throw SimulatedFault.InvalidDeviceSpec("deviceChange.device.key");
    }
}
