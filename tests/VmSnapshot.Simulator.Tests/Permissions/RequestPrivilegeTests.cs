using VmSnapshot.Simulator.Permissions;
using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Permissions;

public class RequestPrivilegeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_clone_needs_privileges_on_source_folder_pool_datastore_and_network()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var small = new SmallInventory(simulator);

        Needed(simulator, new CloneVMRequestType
        {
            This = small.Vm.Reference,
            Folder = small.Datacenter.VmFolder.Reference,
            Name = "clone",
            Spec = new VirtualMachineCloneSpec
            {
                Location = new VirtualMachineRelocateSpec { Pool = small.Cluster.RootPool.Reference, Datastore = small.Datastore2.Reference },
                Customization = new CustomizationSpec(),
                Config = new VirtualMachineConfigSpec { NumCPUs = 4, MemoryMB = 8192, ExtraConfig = [new OptionValue { Key = "a", Value = "b" }] },
            },
        }).Should().BeEquivalentTo(new[]
        {
            (small.Vm.Reference, "VirtualMachine.Provisioning.Clone"),
            (small.Vm.Reference, "VirtualMachine.Provisioning.Customize"),
            (small.Cluster.RootPool.Reference, "Resource.AssignVMToPool"),
            (small.Datastore2.Reference, "Datastore.AllocateSpace"),
            (small.Datacenter.VmFolder.Reference, "VirtualMachine.Config.CPUCount"),
            (small.Datacenter.VmFolder.Reference, "VirtualMachine.Config.Memory"),
            (small.Datacenter.VmFolder.Reference, "VirtualMachine.Config.AdvancedConfig"),
            (small.StandardNetwork.Reference, "Network.Assign"),
        });
    }

    [Theory]
    [InlineData(false, false, "VirtualMachine.Provisioning.Clone")]
    [InlineData(false, true, "VirtualMachine.Provisioning.CreateTemplateFromVM")]
    [InlineData(true, false, "VirtualMachine.Provisioning.DeployTemplate")]
    [InlineData(true, true, "VirtualMachine.Provisioning.CloneTemplate")]
    public async Task Which_privilege_a_clone_needs_on_its_source_depends_on_what_becomes_of_what(bool fromTemplate, bool toTemplate, string privilege)
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var small = new SmallInventory(simulator);
        small.Vm.ChangeConfig(config => config.Template = fromTemplate);

        var needed = Needed(simulator, new CloneVMRequestType
        {
            This = small.Vm.Reference,
            Folder = small.Datacenter.VmFolder.Reference,
            Spec = new VirtualMachineCloneSpec { Template = toTemplate, Location = new VirtualMachineRelocateSpec { Pool = small.Cluster.RootPool.Reference } },
        });

        needed.Should().Contain((small.Vm.Reference, privilege));
        needed.Any(entry => entry.Privilege == "Resource.AssignVMToPool").Should().Be(!toTemplate);
    }

    [Fact]
    public async Task A_change_of_the_configuration_needs_the_privilege_of_each_thing_that_changes()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var small = new SmallInventory(simulator);
        VirtualDisk disk = small.Vm.Devices.OfType<VirtualDisk>().Single();
        var grown = (VirtualDisk)disk.Copy();
        grown.CapacityInKB = disk.CapacityInKB * 2;
        var card = (VirtualEthernetCard)small.Vm.Devices.OfType<VirtualEthernetCard>().Single().Copy();
        card.Backing = new VirtualEthernetCardDistributedVirtualPortBackingInfo { Port = new() { PortgroupKey = small.Portgroup.Reference.Value, SwitchUuid = "dvs" } };

        Needed(simulator, new ReconfigVMRequestType
        {
            This = small.Vm.Reference,
            Spec = new VirtualMachineConfigSpec
            {
                Name = "new",
                Annotation = "text",
                GuestId = "otherGuest",
                DeviceChange =
                [
                    new() { Operation = VirtualDeviceConfigSpecOperation.Edit, Device = grown },
                    new() { Operation = VirtualDeviceConfigSpecOperation.Edit, Device = card },
                    new()
                    {
                        Operation = VirtualDeviceConfigSpecOperation.Add,
                        FileOperation = VirtualDeviceConfigSpecFileOperation.Create,
                        Device = new VirtualDisk { Key = -1, Backing = new VirtualDiskFlatVer2BackingInfo { FileName = "[datastore2]" } },
                    },
                    new() { Operation = VirtualDeviceConfigSpecOperation.Add, Device = new VirtualCdrom { Key = -2 } },
                ],
            },
        }).Should().BeEquivalentTo(new[]
        {
            (small.Vm.Reference, "VirtualMachine.Config.Rename"),
            (small.Vm.Reference, "VirtualMachine.Config.Annotation"),
            (small.Vm.Reference, "VirtualMachine.Config.Settings"),
            (small.Vm.Reference, "VirtualMachine.Config.DiskExtend"),
            (small.Vm.Reference, "VirtualMachine.Config.EditDevice"),
            (small.Portgroup.Reference, "Network.Assign"),
            (small.Vm.Reference, "VirtualMachine.Config.AddNewDisk"),
            (small.Datastore2.Reference, "Datastore.AllocateSpace"),
            (small.Vm.Reference, "VirtualMachine.Config.AddRemoveDevice"),
        });
    }

    [Fact]
    public async Task A_clone_is_refused_before_anything_happens_when_one_of_its_privileges_is_missing()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var small = new SmallInventory(simulator);
        PermissionTable permissions = simulator.VCenter.Permissions;
        permissions.AddUser("u", "p", permissions.AddRole(
            "Cloner", "VirtualMachine.Inventory.CreateFromExisting", "VirtualMachine.Provisioning.Clone", "Resource.AssignVMToPool"));
        await using LoggedIn user = await LoggedIn.ToAsync(simulator, "u", "p");

        Func<Task> clone = () => user.Client.CloneVMTaskAsync(
            small.Vm.Reference, small.Datacenter.VmFolder.Reference, "clone", new VirtualMachineCloneSpec { Location = new() { Datastore = small.Datastore2.Reference } }, Token);

        NoPermission refusal = await PermissionTests.RefusalOf(clone);
        refusal.Object.Should().Be(small.Datastore2.Reference);
        refusal.PrivilegeId.Should().Be("Datastore.AllocateSpace");
        simulator.VCenter.Tasks.History.Items.Should().BeEmpty();
    }

    [Fact]
    public async Task Deleting_needs_the_privilege_on_the_entity_and_on_what_it_is_in()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var small = new SmallInventory(simulator);

        Needed(simulator, new DestroyRequestType { This = small.Vm.Reference }).Should().Equal(
            (small.Vm.Reference, "VirtualMachine.Inventory.Delete"),
            (small.Datacenter.VmFolder.Reference, "VirtualMachine.Inventory.Delete"));
    }

    private static List<(ManagedObjectReference? On, string Privilege)> Needed(VCenterSimulator simulator, VimRequestType request)
        => RequestPrivileges.Of(simulator.VCenter, simulator.VCenter.World.Find(request.This)!, request).ToList();
}
