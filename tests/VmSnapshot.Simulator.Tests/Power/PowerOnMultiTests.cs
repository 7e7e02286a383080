using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Power;

public class PowerOnMultiTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_VM_has_its_own_task_or_the_fault_that_kept_it_from_being_attempted()
    {
        await using GuestLab lab = await GuestLab.CreateAsync(options => options.TaskDuration = TimeSpan.FromSeconds(4));
        VirtualMachine second = lab.AddVm("second");
        VirtualMachine template = lab.AddVm("template");
        VirtualMachine huge = lab.AddVm("huge");
        lab.Arrange(_ =>
        {
            template.ChangeConfig(config => config.Template = true);
            huge.ChangeConfig(config => config.MemoryAllocation!.Reservation = 1 << 20);
        });

        ManagedObjectReference task = await lab.Client.PowerOnMultiVMTaskAsync(
            lab.Inventory.Datacenter.Reference, [lab.Vm.Reference, second.Reference, template.Reference, huge.Reference], cancellationToken: Cancelled);
        lab.Clock.Advance(TimeSpan.FromSeconds(4));

        ClusterPowerOnVmResult result = lab.InfoOf(task).Result.Should().BeOfType<ClusterPowerOnVmResult>().Subject;
        result.Attempted!.Select(attempt => attempt.Vm).Should().Equal(lab.Vm.Reference, second.Reference);
        result.NotAttempted!.Select(refused => (refused.Vm, refused.Fault!.Fault!.WireTypeName))
            .Should().Equal((template.Reference, "NotSupported"), (huge.Reference, "InsufficientMemoryResourcesFault"));
        lab.InfoOf(result.Attempted![0].Task!).State.Should().Be(TaskInfoState.Running);
        lab.Clock.Advance(TimeSpan.FromSeconds(4));
        lab.InfoOf(result.Attempted![1].Task!).State.Should().Be(TaskInfoState.Success);
        (lab.Vm.PowerState, second.PowerState).Should().Be((VirtualMachinePowerState.PoweredOn, VirtualMachinePowerState.PoweredOn));
    }

    [Fact]
    public async Task A_VM_of_another_datacenter_and_an_unknown_option_are_InvalidArgument()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        Datacenter? other = null;
        lab.Arrange(vCenter => other = vCenter.Inventory.AddDatacenter("DC1"));

        Func<Task> elsewhere = () => lab.Client.PowerOnMultiVMTaskAsync(other!.Reference, [lab.Vm.Reference], cancellationToken: Cancelled);
        Func<Task> unknown = () => lab.Client.PowerOnMultiVMTaskAsync(
            lab.Inventory.Datacenter.Reference, [lab.Vm.Reference], [new OptionValue { Key = "Faster", Value = true }], Cancelled);

        (await elsewhere.Should().ThrowAsync<VimFaultException>()).Which.Fault.Should().BeOfType<InvalidArgument>().Which.InvalidProperty.Should().Be("vm");
        (await unknown.Should().ThrowAsync<VimFaultException>()).Which.Fault.Should().BeOfType<InvalidArgument>().Which.InvalidProperty.Should().Be("option");
    }
}
