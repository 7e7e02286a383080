using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Inventory;

public class NewVmTests
{
    [Fact]
    public async Task A_new_VM_has_the_keys_and_labels_that_vCenter_gives_and_takes_space_and_is_listed_everywhere()
    {
        await using var simulator = TestSimulator.Create();
        var inventory = new SmallInventory(simulator);

        VirtualDisk disk = inventory.Vm.Devices.OfType<VirtualDisk>().Single();
        disk.Key.Should().Be(2000);
        disk.DeviceInfo!.Label.Should().Be("Hard disk 1");
        inventory.Vm.Devices.OfType<ParaVirtualSCSIController>().Single().Device.Should().Equal(2000);
        inventory.Vm.Devices.Select(device => device.Key).Should().OnlyHaveUniqueItems();
        inventory.Datastore1.FreeBytes.Should().Be((1L << 40) - (5L << 30));
        inventory.Datastore1.Vms.Snapshot.Should().Equal(inventory.Vm.Reference);
        inventory.StandardNetwork.Vms.Snapshot.Should().Equal(inventory.Vm.Reference);
        inventory.Host1.Vms.Snapshot.Should().Equal(inventory.Vm.Reference);
        inventory.Cluster.RootPool.Vms.Snapshot.Should().Equal(inventory.Vm.Reference);
        inventory.Datacenter.VmFolder.FindChild("web-1").Should().Be(inventory.Vm);
    }
}
