using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Guests;

public class CustomizedCloneTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_clone_that_is_powered_on_is_customized_and_its_source_stays_as_it_was()
    {
        await using GuestLab lab = await GuestLab.CreateAsync(options =>
        {
            options.GuestStartDuration = TimeSpan.FromSeconds(30);
            options.CustomizationDuration = TimeSpan.FromMinutes(2);
        });

        VirtualMachine made = await CloneAsync(lab, new VirtualMachineCloneSpec
        {
            Location = new VirtualMachineRelocateSpec(),
            PowerOn = true,
            Customization = CustomizationSpecs.Linux("app-7", CustomizationSpecs.Fixed("192.0.2.10")),
        });

        (made.PowerState, made.Guest.CustomizationInfo!.CustomizationStatus).Should().Be((VirtualMachinePowerState.PoweredOn, "TOOLSDEPLOYPKG_PENDING"));
        made.Config.Tools!.PendingCustomization.Should().NotBeNull();
        made.Devices.OfType<VirtualEthernetCard>().Single().Connectable!.Connected.Should().BeFalse();
        lab.Clock.Advance(TimeSpan.FromMinutes(3));
        (made.Guest.HostName, made.Guest.IpAddress).Should().Be(("app-7", "192.0.2.10"));
        lab.EventsOf(made).TakeLast(2).Should().Equal("CustomizationStartedEvent", "CustomizationSucceeded");
        lab.LastEvent<CustomizationSucceeded>().UserName.Should().Be("user");
        (lab.Vm.PowerState, lab.Vm.GuestState.Pending, lab.Vm.GuestState.Applied).Should().Be((VirtualMachinePowerState.PoweredOff, null, null));
    }

    [Fact]
    public async Task A_clone_has_what_was_on_its_sources_disks()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        await lab.Client.CustomizeVMTaskAsync(lab.Vm.Reference, CustomizationSpecs.Linux("golden", CustomizationSpecs.Fixed("192.0.2.10")), Cancelled);
        await lab.PowerOnAsync(lab.Vm);
        await lab.PowerOffAsync(lab.Vm);

        VirtualMachine made = await CloneAsync(lab, new VirtualMachineCloneSpec { Location = new VirtualMachineRelocateSpec(), PowerOn = true });

        made.Guest.HostName.Should().Be("golden", "nobody customized the copy");
        made.Guest.IpAddress.Should().NotBe("192.0.2.10", "its adapter has another address, which DHCP knows nothing of");
        made.GuestState.Applied.Should().BeNull();
    }

    [Fact]
    public async Task A_specification_that_doesnt_fit_fails_the_clone_before_it_is_there()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        var spec = new VirtualMachineCloneSpec
        {
            Location = new VirtualMachineRelocateSpec(),
            Customization = CustomizationSpecs.Linux("app-7", CustomizationSpecs.Dhcp(), CustomizationSpecs.Dhcp()),
        };

        ManagedObjectReference task = await lab.Client.CloneVMTaskAsync(lab.Vm.Reference, lab.Inventory.Datacenter.VmFolder.Reference, "copy", spec, Cancelled);

        lab.FaultOf(task).Should().BeOfType<NicSettingMismatch>().Which.NumberOfNicsInSpec.Should().Be(2);
        lab.Inventory.Datacenter.VmFolder.FindChild("copy").Should().BeNull();
    }

    [Fact]
    public async Task What_becomes_of_a_clones_customization_can_be_said_before_there_is_a_clone()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        lab.Simulator.Inventory.FailNextCustomization("copy", "CustomizationNetworkSetupFailed", "No carrier.");
        lab.Simulator.Inventory.StallNextCustomization("copy");
        var spec = new VirtualMachineCloneSpec { Location = new VirtualMachineRelocateSpec(), PowerOn = true, Customization = CustomizationSpecs.Linux("app-7") };

        VirtualMachine made = await CloneAsync(lab, spec);
        lab.LastEvent<CustomizationNetworkSetupFailed>().Reason.Should().Be("No carrier.");
        await lab.PowerOffAsync(made);
        await lab.Client.CustomizeVMTaskAsync(made.Reference, CustomizationSpecs.Linux("app-7"), Cancelled);
        await lab.PowerOnAsync(made);
        made.GuestState.Pending.Should().NotBeNull("that one never begins");
        await lab.PowerOffAsync(made);
        await lab.PowerOnAsync(made);

        made.Guest.HostName.Should().Be("app-7");
        Action unknown = () => lab.Simulator.Inventory.FailNextCustomization("copy", "VmPoweredOnEvent");
        unknown.Should().Throw<ArgumentException>();
    }

    [Fact]
    public async Task A_VM_that_is_being_cloned_cant_be_powered_on()
    {
        await using GuestLab lab = await GuestLab.CreateAsync(options => options.CloneDuration = TimeSpan.FromMinutes(5));
        await lab.Client.CloneVMTaskAsync(
            lab.Vm.Reference, lab.Inventory.Datacenter.VmFolder.Reference, "copy", new VirtualMachineCloneSpec { Location = new VirtualMachineRelocateSpec() }, Cancelled);

        Func<Task> powerOn = () => lab.Client.PowerOnVMTaskAsync(lab.Vm.Reference, cancellationToken: Cancelled);
        Func<Task> customize = () => lab.Client.CustomizeVMTaskAsync(lab.Vm.Reference, CustomizationSpecs.Linux(), Cancelled);

        (await powerOn.Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("TaskInProgress");
        (await customize.Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("TaskInProgress");
        lab.Clock.Advance(TimeSpan.FromMinutes(5));
        await powerOn.Should().NotThrowAsync();
    }

    private static async Task<VirtualMachine> CloneAsync(GuestLab lab, VirtualMachineCloneSpec spec)
    {
        ManagedObjectReference task = await lab.Client.CloneVMTaskAsync(lab.Vm.Reference, lab.Inventory.Datacenter.VmFolder.Reference, "copy", spec, Cancelled);
        lab.InfoOf(task).Error.Should().BeNull();
        return (VirtualMachine)lab.VCenter.World.Find((ManagedObjectReference)lab.InfoOf(task).Result!)!;
    }
}
