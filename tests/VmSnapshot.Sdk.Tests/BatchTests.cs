using Microsoft.Extensions.Time.Testing;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.Tests;

/// <summary>Several VMs alike from one snapshot.</summary>
public sealed class BatchTests
{
    [Fact]
    public async Task Every_vm_of_a_batch_has_its_own_name_identity_and_addresses()
    {
        await using var world = new World();
        await world.SnapshotAsync();

        var batch = await world.CreateAsync(new() { Snapshot = "golden", Name = "web-{index:000}", Count = 12, Guest = new LinuxGuest() });

        batch.AllSucceeded.Should().BeTrue();
        batch.Items.Select(i => i.Name).Should().Equal(Enumerable.Range(1, 12).Select(i => $"web-{i:000}"));
        batch.Items.Select(i => i.Vm!.Name).Should().Equal(batch.Items.Select(i => i.Name));
        batch.Items.Select(i => i.Vm!.InstanceUuid).Should().OnlyHaveUniqueItems();
        batch.Items.Should().OnlyContain(i => i.Vm!.OperationId == batch.OperationId && HostName(world, i.Vm) == i.Name);
        world.VCenter.Machines.SelectMany(vm => vm.Networks).Select(n => n.MacAddress).Should().OnlyHaveUniqueItems();
    }

    private static string? HostName(World world, CreatedVm vm) =>
        ((world.VCenter.Guest(vm.MoRef).PendingCustomization?.Identity as CustomizationLinuxPrep)?.HostName as CustomizationFixedName)?.Name;

    [Fact]
    public async Task One_that_fails_is_removed_and_the_others_stay()
    {
        await using var world = new World(configure: o => o.MaxParallelVms = 1);
        await world.SnapshotAsync();
        world.VCenter.FailNextTask(nameof(IVSphereGateway.StartReconfigureAsync), Faults.FatalTask, afterCalls: 1);

        var operation = await world.Machines.CreateAsync(new() { Snapshot = "golden", Name = "copy-{index}", Count = 3, Cpus = 2 });
        var error = (await FluentActions.Awaiting(() => operation.WaitForCompletionAsync()).Should().ThrowAsync<VmBatchFailedException>()).Which;

        error.Should().BeEquivalentTo(new { Code = VmSnapshotErrorCodes.BatchIncomplete, OperationId = operation.Id, LeavesSomethingBehind = false, Fault = new { Faults.Fatal.Name } });
        error.Message.Should().StartWith("1 of 3 VMs could not be made.").And.Contain("It broke");
        operation.State.Should().Be(OperationState.Failed);
        var batch = error.Batch;
        batch.AllSucceeded.Should().BeFalse();
        batch.Items.Select(i => i.Error is null).Should().Equal(true, false, true);
        batch.Items[1].Vm.Should().BeNull();
        batch.Items[1].Error.Should().BeEquivalentTo(new { OperationId = operation.Id, Code = VmSnapshotErrorCodes.VCenterFault, Fault = new { Faults.Fatal.Name } });
        world.VCenter.Machines.Where(vm => vm.Name.StartsWith("copy-", StringComparison.Ordinal)).Select(vm => vm.Name).Should().Equal("copy-1", "copy-3");
    }

    [Fact]
    public async Task A_batch_that_has_its_minimum_succeeds_whatever_became_of_the_others()
    {
        await using var world = new World(configure: o => o.MaxParallelVms = 1);
        await world.SnapshotAsync();
        world.VCenter.FailNextTask(nameof(IVSphereGateway.StartReconfigureAsync), Faults.FatalTask, afterCalls: 1);

        var operation = await world.Machines.CreateAsync(new() { Snapshot = "golden", Name = "copy-{index}", Count = 3, MinimumCount = 2, Cpus = 2 });
        var batch = await operation.WaitForCompletionAsync();

        operation.State.Should().Be(OperationState.Succeeded);
        operation.PercentComplete.Should().Be(100);
        batch.AllSucceeded.Should().BeFalse();
        batch.Items.Select(i => i.Error?.Fault?.Name).Should().Equal(null, Faults.Fatal.Name, null);
        world.VCenter.Machines.Where(vm => vm.Name.StartsWith("copy-", StringComparison.Ordinal)).Select(vm => vm.Name).Should().Equal("copy-1", "copy-3");
        (await world.Operations.GetAsync(operation.Id)).Error.Should().BeNull();
    }

    [Fact]
    public async Task A_batch_that_misses_its_minimum_fails_and_leaves_nothing_behind()
    {
        await using var world = new World();
        await world.SnapshotAsync();
        world.VCenter.FailNextTask(nameof(IVSphereGateway.StartReconfigureAsync), Faults.FatalTask, afterCalls: 1);

        var create = () => world.CreateAsync(new() { Snapshot = "golden", Name = "copy-{index}", Count = 3, MinimumCount = 3, Cpus = 2 });

        var error = (await create.Should().ThrowAsync<VmBatchFailedException>()).Which;
        error.Code.Should().Be(VmSnapshotErrorCodes.BatchIncomplete);
        error.Batch.Items.Should().OnlyContain(i => i.Vm == null && i.Error != null);
        error.Batch.Items.Select(i => i.Error!.Fault?.Name).Should().ContainSingle(name => name == Faults.Fatal.Name);
        error.Batch.Items.Where(i => i.Error!.Fault is null).Should().OnlyContain(i => i.Error!.Message.Contains("Only 2 of 3 VMs could be made, and 3 were wanted"));
        world.ShouldBeUntouched();
    }

    [Fact]
    public async Task A_single_vm_that_fails_fails_the_operation()
    {
        await using var world = new World();
        await world.SnapshotAsync();
        world.VCenter.FailNext(nameof(IVSphereGateway.StartCloneAsync), Faults.Fatal);

        var operation = await world.Machines.CreateAsync(new() { Snapshot = "golden", Name = "copy-{index}" });

        (await FluentActions.Awaiting(() => operation.WaitForCompletionAsync()).Should().ThrowAsync<VmSnapshotException>()).Which.OperationId.Should().Be(operation.Id);
        operation.State.Should().Be(OperationState.Failed);
    }

    [Fact]
    public async Task A_datastore_that_fills_up_fails_those_that_find_no_room()
    {
        await using var world = new World(configure: o => o.MaxParallelVms = 1);
        await world.SnapshotAsync("web-2", "thick");
        await world.SnapshotAsync("golden-debian", "thin");
        var free = world.VCenter.GetFreeBytes("small");

        var none = await FluentActions.Awaiting(() => world.CreateAsync(new() { Snapshot = "thick", Name = "copy", Datastore = "small" })).Should().ThrowAsync<VmSnapshotException>();
        none.Which.Fault!.Name.Should().Be("NoDiskSpace");
        world.VCenter.GetFreeBytes("small").Should().Be(free);

        var some = await FluentActions.Awaiting(() => world.CreateAsync(new() { Snapshot = "thin", Name = "copy-{index}", Count = 10, Datastore = "small" })).Should().ThrowAsync<VmBatchFailedException>();
        some.Which.Batch.Items.Select(i => i.Error?.Fault?.Name).Should().Equal(Enumerable.Range(1, 10).Select(i => i * (10L << 30) / 4 <= free ? null : "NoDiskSpace"));
    }

    [Fact]
    public async Task A_name_that_is_taken_refuses_the_whole_batch()
    {
        await using var world = new World();
        await world.SnapshotAsync();

        var create = () => world.Machines.CreateAsync(new() { Snapshot = "golden", Name = "web-{index}", Count = 3, Folder = "/DC0/vm" });

        (await create.Should().ThrowAsync<VmSnapshotConflictException>()).Which.Message.Should().Contain("'web-1'");
        world.ShouldBeUntouched();
    }

    [Fact]
    public async Task No_more_vms_are_made_at_a_time_than_the_options_say()
    {
        var clock = new FakeTimeProvider();
        await using var world = new World(clock, o => o.MaxParallelVms = 2);
        await clock.RunAsync(world.SnapshotAsync());
        var before = world.VCenter.Calls.Count(c => c == nameof(IVSphereGateway.StartCloneAsync));

        var operation = await world.Machines.CreateAsync(new() { Snapshot = "golden", Name = "copy-{index}", Count = 5 });
        var most = 0;
        await clock.RunUntilAsync(() =>
        {
            var made = world.VCenter.Machines.Count(vm => vm.Name.StartsWith("copy-", StringComparison.Ordinal));
            most = Math.Max(most, world.VCenter.Calls.Count(c => c == nameof(IVSphereGateway.StartCloneAsync)) - before - made);
            return operation.RefreshAsync().GetAwaiter().GetResult() == OperationState.Succeeded;
        });

        most.Should().Be(2);
    }
}
