using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using VmSnapshot.Sdk.Storage;
using VmSnapshot.Simulator;

namespace VmSnapshot.Sdk.Tests;

/// <summary>Two vCenters on one store: the same reference means another object in the other.</summary>
public sealed class OtherVCenterTests
{
    private const string Home = "11111111-1111-1111-1111-111111111111";
    private const string Elsewhere = "22222222-2222-2222-2222-222222222222";

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task An_operation_is_left_to_those_who_are_connected_to_its_vcenter()
    {
        var store = new InMemorySnapshotStore(_clock);
        var id = await BeginAsync(store, Home, "nightly");
        await using var elsewhere = Connect(store, Elsewhere);
        var simulator = elsewhere.GetRequiredService<VCenterSimulator>();

        (await elsewhere.GetRequiredService<IOperationRunner>().RunAsync(id)).State.Should().Be(OperationState.Running);
        (await elsewhere.GetRequiredService<IOperations>().CancelAsync(id)).State.Should().Be(OperationState.Cancelling);
        var found = await elsewhere.GetRequiredService<IOperations>().GetAsync<Snapshot>(id);
        var waiting = () => _clock.ResultAsync(found.WaitForCompletionAsync());

        (await waiting.Should().ThrowAsync<VmSnapshotException>())
            .Which.Should().Match<VmSnapshotException>(e => e.Code == VmSnapshotErrorCodes.OtherVCenter && e.IsResumable && e.OperationId == id);
        simulator.Calls.All.Select(call => call.Operation).Should().NotContain(name => name.EndsWith("_Task", StringComparison.Ordinal) || name == "CancelTask");
        (await store.GetOperationAsync(null, id))!.Fence.Should().Be(1, "it wasn't even claimed");
    }

    [Fact]
    public async Task A_host_whose_vcenter_does_not_say_who_it_is_does_nothing_with_an_operation()
    {
        var store = new InMemorySnapshotStore(_clock);
        var id = await BeginAsync(store, Home, "nightly");
        await using var elsewhere = Connect(store, Elsewhere);
        var simulator = elsewhere.GetRequiredService<VCenterSimulator>();
        var fault = simulator.Faults.On("Login").DropRequest();

        (await elsewhere.GetRequiredService<IOperationRunner>().RunAsync(id)).Should().BeEquivalentTo(
            new { State = OperationState.Running, Error = new { Code = VmSnapshotErrorCodes.VCenterUnreachable, IsTransient = true } });

        fault.FiredCount.Should().Be(1, "vCenter answers again right after");
        simulator.Calls.All.Select(call => call.Operation).Should().OnlyContain(name => name == "RetrieveServiceContent" || name == "Login");
        (await store.GetOperationAsync(null, id))!.Should().BeEquivalentTo(new { Fence = 1, Error = (OperationError?)null }, "it may be another's: it isn't even claimed");
    }

    [Fact]
    public async Task Operations_of_another_vcenter_do_not_keep_a_hosts_own_from_being_found()
    {
        var store = new InMemorySnapshotStore(_clock);
        var others = await BeginAsync(store, Elsewhere, "others");
        _clock.Advance(TimeSpan.FromSeconds(1));
        var own = await BeginAsync(store, Home, "own");
        _clock.Advance(TimeSpan.FromMinutes(10));
        await using var host = Connect(store, Home);
        var runner = host.GetRequiredService<IOperationRunner>();
        (await runner.FindResumableAsync(limit: 1)).Should().Equal(new[] { others }, "the oldest comes first");

        (await runner.RunAsync(others)).Error!.Code.Should().Be(VmSnapshotErrorCodes.OtherVCenter);

        (await runner.FindResumableAsync(limit: 1)).Should().Equal(own);
    }

    /// <summary>A host begins an operation, and stops while its clone runs.</summary>
    private async Task<string> BeginAsync(InMemorySnapshotStore store, string instanceUuid, string name)
    {
        await using var host = Connect(store, instanceUuid);
        var begun = await host.GetRequiredService<ISnapshotManager>().CreateAsync(new() { Vm = "db-1", Name = name });
        await begun.WaitUntilStartedAsync();
        return begun.Id;
    }

    private ServiceProvider Connect(InMemorySnapshotStore store, string instanceUuid)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_clock);
        services.AddVmSnapshot().UseSimulatedVSphere(configure: options =>
        {
            options.InstanceUuid = Guid.Parse(instanceUuid);
            options.CloneDuration = TimeSpan.FromHours(1);
        }).UseInMemoryStore();
        services.Replace(ServiceDescriptor.Singleton<ISnapshotStore>(store));
        return services.BuildServiceProvider();
    }
}
