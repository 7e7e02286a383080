using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Calls;

public class StrictReadingTests
{
    private static readonly VCenterSimulatorOptions Strict = new() { StrictReading = true };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_client_of_ours_sends_and_gets_passes_in_every_version()
    {
        foreach (string version in new[] { "6.5", "7.0", VimVersions.Newest })
        {
            await using var simulator = new VCenterSimulator(Strict);
            await using VimClient client = simulator.Connect(version: version);

            ServiceContent content = await client.RetrieveServiceContentAsync(VimClient.ServiceInstance, Stop);
            await client.LoginAsync(content.SessionManager!, "user", "pass", cancellationToken: Stop);
            await client.CurrentTimeAsync(VimClient.ServiceInstance, Stop);

            content.About!.ApiVersion.Should().Be(VimVersions.Newest);
            simulator.StrictFailures.Should().BeEmpty();
        }
    }

    [Fact]
    public async Task A_missing_required_value_is_found_before_anything_is_sent_as_over_HTTP()
    {
        await using var simulator = new VCenterSimulator(Strict);
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);

        Func<Task> clone = () => user.Client.CloneVMTaskAsync(new("VirtualMachine", "vm-1"), new("Folder", "f"), "a", new VirtualMachineCloneSpec(), Stop);

        (await clone.Should().ThrowAsync<ArgumentException>()).WithMessage("'spec.location' is required*");
        simulator.Calls.Of("CloneVM_Task").Should().BeEmpty();
    }

    [Fact]
    public async Task A_fault_crosses_as_it_would_on_a_wire()
    {
        await using var simulator = new VCenterSimulator(Strict);
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        var ghost = new ManagedObjectReference("VirtualMachine", "vm-ghost");

        VimFaultException fault = (await FluentActions.Awaiting(() => user.Client.PowerOnVMTaskAsync(ghost, cancellationToken: Stop)).Should().ThrowAsync<VimFaultException>()).Which;

        fault.RawDetail.Should().Contain("ManagedObjectNotFound", "it was read from a fault's detail");
        fault.Fault.Should().BeOfType<ManagedObjectNotFound>().Which.Obj.Should().Be(ghost);
    }
}
