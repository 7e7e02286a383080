using Microsoft.Extensions.Time.Testing;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Sdk.Tests;

/// <summary>What those who wait hear of an operation that has stopped for now, or that a host that stops can't begin to work on.</summary>
public sealed class StoppedOperationTests
{
    [Fact]
    public async Task A_wait_that_is_given_up_leaves_the_error_for_the_next_one()
    {
        await using var world = new World();
        world.OwnStore.FailNext(nameof(ISnapshotStore.WriteAsync), TestStore.Full, TestStore.EndsOperation);
        var operation = await world.Snapshots.CreateAsync(new() { Vm = "db-1", Name = "s" });
        await FluentActions.Awaiting(() => operation.WaitForCompletionAsync(cancellationToken: new(true))).Should().ThrowAsync<OperationCanceledException>();
        await UntilStoppedAsync(world, operation.Id);

        var error = (await FluentActions.Awaiting(() => operation.WaitForCompletionAsync()).Should().ThrowAsync<VmSnapshotException>()).Which;

        error.Should().BeEquivalentTo(new { Code = VmSnapshotErrorCodes.StoreUnusable, IsResumable = true, OperationId = operation.Id });
    }

    [Fact]
    public async Task Who_waits_for_the_start_of_an_operation_that_stopped_before_hears_that_it_goes_on_later()
    {
        await using var world = new World();
        world.OwnStore.FailNext(nameof(ISnapshotStore.WriteAsync), TestStore.Full);
        var operation = await world.Snapshots.CreateAsync(new() { Vm = "db-1", Name = "s" });
        await UntilStoppedAsync(world, operation.Id);

        var error = (await FluentActions.Awaiting(() => operation.WaitUntilStartedAsync()).Should().ThrowAsync<VmSnapshotException>()).Which;

        error.Should().BeEquivalentTo(new { Code = VmSnapshotErrorCodes.StoreUnusable, IsResumable = true, OperationId = operation.Id });
        world.VCenter.Calls.Should().NotContain(nameof(IVSphereGateway.StartCloneAsync));
    }

    [Fact]
    public async Task What_a_host_that_stops_is_asked_for_is_begun_all_the_same_and_another_goes_on_with_it()
    {
        var clock = new FakeTimeProvider();
        await using var world = new World(clock);
        await using var another = world.Another();
        await ((IAsyncDisposable)world.Runner).DisposeAsync();

        var operation = await world.Snapshots.CreateAsync(new() { Vm = "db-1", Name = "s" });

        operation.State.Should().Be(OperationState.Pending);
        (await clock.ResultAsync(another.Runner.RunAsync(operation.Id))).State.Should().Be(OperationState.Succeeded);
        (await operation.RefreshAsync()).Should().Be(OperationState.Succeeded);
    }

    private static async Task UntilStoppedAsync(World world, string operationId)
    {
        while (await world.JournalAsync(operationId) is not { Owner: null, Error: not null })
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
