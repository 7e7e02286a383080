using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Power;
using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Guests;

public class GuestOnTheWireTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_shown_of_guests_power_and_customizations_crosses_the_codec()
    {
        await using GuestLab lab = await GuestLab.CreateAsync(options => options.StrictReading = true);
        await lab.Client.CustomizeVMTaskAsync(lab.Vm.Reference, CustomizationSpecs.Linux("app-7", CustomizationSpecs.Fixed("192.0.2.10", "255.255.255.0", "192.0.2.1")), Cancelled);
        lab.Arrange(_ => lab.Vm.GuestState.NextQuestion = VmQuestion.MovedOrCopied());
        await lab.PowerOnAsync(lab.Vm);

        (await ReadAsync<VirtualMachineRuntimeInfo>(lab, lab.Vm.Reference, "runtime")).Question!.Choice!.ChoiceInfo.Should().HaveCount(3);
        await lab.Client.AnswerVMAsync(lab.Vm.Reference, "1", "2", Cancelled);

        GuestInfo guest = await ReadAsync<GuestInfo>(lab, lab.Vm.Reference, "guest");
        guest.Should().BeEquivalentTo(lab.Vm.Guest, options => options.RespectingRuntimeTypes());
        guest.IpAddress.Should().Be("192.0.2.10");
        (await ReadAsync<HostListSummary>(lab, lab.Inventory.Host1.Reference, "summary")).QuickStats!.OverallMemoryUsage.Should().Be(1024);
        IReadOnlyList<Event> events = (await lab.Client.QueryEventsAsync(lab.User.Content.EventManager!, new EventFilterSpec(), Cancelled))!;
        events.OfType<CustomizationSucceeded>().Single().LogLocation.Should().NotBeNull();
        events.OfType<VmMessageEvent>().Single().MessageInfo.Should().HaveCount(1);
    }

    [Fact]
    public async Task Results_of_checks_and_of_many_power_ons_cross_the_codec()
    {
        await using GuestLab lab = await GuestLab.CreateAsync(options => options.StrictReading = true);
        lab.Arrange(vCenter => InventoryStates.EnterMaintenance(vCenter, lab.Inventory.Host2));
        VirtualMachine template = lab.AddVm("template");
        lab.Arrange(_ => template.ChangeConfig(config => config.Template = true));

        ManagedObjectReference? check = await lab.Client.CheckPowerOnTaskAsync(
            lab.User.Content.VmCompatibilityChecker!, lab.Vm.Reference, lab.Inventory.Host2.Reference, cancellationToken: Cancelled);
        ManagedObjectReference many = await lab.Client.PowerOnMultiVMTaskAsync(
            lab.Inventory.Datacenter.Reference, [lab.Vm.Reference, template.Reference], cancellationToken: Cancelled);
        ManagedObjectReference again = await lab.Client.PowerOnVMTaskAsync(lab.Vm.Reference, cancellationToken: Cancelled);

        (await ReadAsync<TaskInfo>(lab, check!, "info")).Result.Should().BeAssignableTo<IReadOnlyList<CheckResult>>().Which.Single().Error!.Single().Fault.Should().BeOfType<InvalidHostState>();
        ClusterPowerOnVmResult result = (await ReadAsync<TaskInfo>(lab, many, "info")).Result.Should().BeOfType<ClusterPowerOnVmResult>().Subject;
        (result.Attempted!.Count, result.NotAttempted!.Single().Fault!.Fault!.WireTypeName).Should().Be((1, "NotSupported"));
        (await ReadAsync<TaskInfo>(lab, again, "info")).Error!.Fault.Should().BeOfType<InvalidPowerState>();
    }

    private static async Task<T> ReadAsync<T>(GuestLab lab, ManagedObjectReference reference, string property)
    {
        RetrieveResult? result = await lab.Client.RetrievePropertiesExAsync(
            lab.User.Content.PropertyCollector!,
            [new PropertyFilterSpec { ObjectSet = [new ObjectSpec { Obj = reference }], PropSet = [new PropertySpec { Type = reference.Type, PathSet = [property] }] }],
            new RetrieveOptions(), Cancelled);
        return (T)result!.Objects!.Single().PropSet!.Single().Val!;
    }
}
