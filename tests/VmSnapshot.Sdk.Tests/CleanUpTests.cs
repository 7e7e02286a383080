using Microsoft.Extensions.Time.Testing;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Sdk.Tests;

/// <summary>What is removed after a failure, what never is, and what is said where that fails too.</summary>
public sealed class CleanUpTests
{
    [Fact]
    public async Task A_template_that_cannot_be_removed_is_named()
    {
        await using var world = new World();
        world.VCenter.FailNext(nameof(IVSphereGateway.MarkAsTemplateAsync), Faults.Fatal);
        world.VCenter.FailNextTask(nameof(IVSphereGateway.StartDestroyAsync), new Vim25.ResourceInUse());

        var operation = await world.Snapshots.CreateAsync(new() { Vm = "golden-debian", Name = "s" });
        var error = await FailureOfAsync(operation);

        operation.State.Should().Be(OperationState.Failed);
        error.Fault!.Name.Should().Be(Faults.Fatal.Name, "the first failure is the cause");
        error.OperationId.Should().Be(operation.Id);
        error.LeavesSomethingBehind.Should().BeTrue();
        error.Message.Should().ContainAll("It broke", "ResourceInUse", $"'s-{operation.Id}'", "/DC0/vm/Golden/Linux");
        error.InnerException.Should().BeAssignableTo<VmSnapshotException>().Which.Fault!.Name.Should().Be(Faults.Fatal.Name);
        world.VCenter.Machines.Should().Contain(vm => vm.Name == $"s-{operation.Id}");
    }

    [Fact]
    public async Task A_vm_whose_mark_somebody_took_away_is_left_alone_and_named()
    {
        await using var world = new World();
        await world.SnapshotAsync();
        world.OwnStore.FailNext(nameof(ISnapshotStore.WriteAsync), TestStore.Full, TestStore.EndsOperation);
        var operation = await world.Machines.CreateAsync(new() { Snapshot = "golden", Name = "copy" });
        await FluentActions.Awaiting(() => operation.WaitForCompletionAsync()).Should().ThrowAsync<VmSnapshotException>();
        var made = world.Vm("copy");
        var another = made.Marker! with { OperationId = "0198000000007000800000000000abcd" };
        await world.VCenter.Aside.StartReconfigureAsync(made.MoRef, new ReconfigureVm { ChangeVersion = made.ChangeVersion, Marker = another });
        while (world.Vm("copy").Marker != another)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        await operation.CancelAsync();
        var error = (await FluentActions.Awaiting(() => operation.WaitForCompletionAsync()).Should().ThrowAsync<VmSnapshotException>()).Which;

        error.Should().BeEquivalentTo(new { Code = VmSnapshotErrorCodes.Cancelled, LeavesSomethingBehind = true });
        error.Message.Should().ContainAll("'copy'", made.MoRef.Value, "left alone");
        world.Vm("copy").MoRef.Should().Be(made.MoRef);
    }

    [Fact]
    public async Task A_vm_that_cannot_be_removed_is_named()
    {
        await using var world = new World();
        await world.SnapshotAsync();
        world.VCenter.FailNext(nameof(IVSphereGateway.StartPowerOnAsync), Faults.Fatal);
        world.VCenter.FailNext(nameof(IVSphereGateway.StartDestroyAsync), Faults.Passing);

        var error = await FailureOfAsync(await world.Machines.CreateAsync(new() { Snapshot = "golden", Name = "copy", Folder = "acme", PowerOn = true }));

        error.Fault!.Name.Should().Be(Faults.Fatal.Name);
        error.Message.Should().ContainAll("It broke", "'copy'", "/DC0/vm/Tenants/acme");
    }

    [Fact]
    public async Task A_template_and_a_native_snapshot_that_cannot_be_removed_are_both_named()
    {
        await using var world = new World();
        world.VCenter.FailNext(nameof(IVSphereGateway.MarkAsTemplateAsync), Faults.Fatal);
        world.VCenter.FailNext(nameof(IVSphereGateway.StartDestroyAsync), Faults.Fatal);
        world.VCenter.FailNext(nameof(IVSphereGateway.StartRemoveNativeSnapshotAsync), Faults.Fatal);

        var operation = await world.Snapshots.CreateAsync(new() { Vm = "db-1", Name = "s", Consistency = SnapshotConsistency.Quiesced });

        (await FailureOfAsync(operation)).Message.Should().ContainAll($"'s-{operation.Id}'", $"'vmsnapshot-{operation.Id}' of VM 'db-1'");
    }

    [Fact]
    public async Task A_temporary_native_snapshot_is_removed_even_if_the_clone_cannot_be()
    {
        await using var world = new World();
        world.VCenter.FailNext(nameof(IVSphereGateway.MarkAsTemplateAsync), Faults.Fatal);
        world.VCenter.FailNext(nameof(IVSphereGateway.StartDestroyAsync), Faults.Fatal);

        var operation = await world.Snapshots.CreateAsync(new() { Vm = "db-1", Name = "s", Consistency = SnapshotConsistency.Quiesced });

        (await FailureOfAsync(operation)).Message.Should().Contain($"'s-{operation.Id}'").And.NotContain("vmsnapshot-");
        world.Vm("db-1").CurrentNativeSnapshot.Should().BeNull();
    }

    [Fact]
    public async Task A_linked_clone_that_stays_keeps_the_native_snapshot_that_it_hangs_on()
    {
        await using var world = new World();
        world.VCenter.FailNext(nameof(IVSphereGateway.MarkAsTemplateAsync), Faults.Fatal);
        world.VCenter.FailNext(nameof(IVSphereGateway.StartDestroyAsync), Faults.Fatal);

        var operation = await world.Snapshots.CreateAsync(new() { Vm = "db-1", Name = "s", Kind = SnapshotKind.Linked });

        (await FailureOfAsync(operation)).Message.Should().ContainAll($"'s-{operation.Id}'", $"'vmsnapshot-{operation.Id}' of VM 'db-1' is still needed");
        world.Vm("db-1").CurrentNativeSnapshot.Should().NotBeNull();
    }

    [Fact]
    public async Task A_vm_that_took_the_name_meanwhile_is_never_destroyed()
    {
        await using var world = new World();
        await world.SnapshotAsync();
        var plan = (await world.Machines.PrepareVmAsync(new() { Snapshot = "golden", Name = "copy" })).Single();
        var foreign = await CloneByHandAsync(world, world.Vm("golden-debian"), "copy", plan.Marker with { OperationId = "another" }, Guid.NewGuid());

        var deploy = () => world.Machines.DeployVmAsync(plan);

        (await deploy.Should().ThrowAsync<VmSnapshotConflictException>()).Which.Code.Should().Be(VmSnapshotErrorCodes.NameConflict);
        world.VCenter.Machines.Should().Contain(vm => vm.MoRef == foreign);
        world.VCenter.Calls.Should().NotContain(nameof(IVSphereGateway.StartDestroyAsync));
    }

    [Fact]
    public async Task Running_step_5_again_finds_what_the_first_run_made()
    {
        await using var world = new World();
        await world.SnapshotAsync();
        var plan = (await world.Machines.PrepareVmAsync(new() { Snapshot = "golden", Name = "copy", PowerOn = true })).Single();
        var vm = await world.Machines.ConfigureVmAsync(plan, await world.Machines.DeployVmAsync(plan));

        var again = await world.Machines.DeployVmAsync(plan);

        again.Should().Be(vm with { Phase = VmPhase.Created });
        world.Vm("copy").Should().BeEquivalentTo(new { vm.MoRef, PowerState = VmPowerState.PoweredOn });
    }

    [Fact]
    public async Task Running_step_2_again_finds_what_the_first_run_made()
    {
        await using var world = new World();
        var info = await world.Snapshots.ExtractVmInfoAsync(new() { Vm = "db-1", Name = "s", Consistency = SnapshotConsistency.Quiesced });
        var template = await world.Snapshots.CloneToTemplateAsync(info);

        var again = await world.Snapshots.CloneToTemplateAsync(info);

        again.Should().BeEquivalentTo(template);
        world.Vm(template.Name).MoRef.Should().Be(template.MoRef);
        world.Vm("db-1").CurrentNativeSnapshot.Should().BeNull();
    }

    [Fact]
    public async Task Running_step_3_again_gives_the_same_record()
    {
        await using var world = new World();
        var info = await world.Snapshots.ExtractVmInfoAsync(new() { Vm = "db-1", Name = "s", Family = "f" });
        var template = await world.Snapshots.CloneToTemplateAsync(info);

        var first = await world.Snapshots.RecordSnapshotAsync(info, template);

        (await world.Snapshots.RecordSnapshotAsync(info, template)).Should().Be(first);
    }

    [Fact]
    public async Task A_copy_of_our_template_made_by_hand_is_not_ours_although_it_has_our_mark()
    {
        await using var world = new World();
        var snapshot = await world.SnapshotAsync();
        var plan = (await world.Machines.PrepareVmAsync(new() { Snapshot = "golden", Name = "copy" })).Single();
        var template = world.VCenter.Machines.Single(vm => vm.MoRef == snapshot.Template!.MoRef);
        var byHand = await CloneByHandAsync(world, world.Vm("golden-debian"), "copy", template.Marker!, Guid.NewGuid());

        var deploy = () => world.Machines.DeployVmAsync(plan);

        (await deploy.Should().ThrowAsync<VmSnapshotConflictException>()).Which.Code.Should().Be(VmSnapshotErrorCodes.NameConflict);
        world.VCenter.Machines.Should().Contain(vm => vm.MoRef == byHand);
    }

    [Fact]
    public async Task A_copy_made_by_hand_is_not_taken_for_the_vm_that_it_was_copied_from()
    {
        await using var world = new World();
        await world.SnapshotAsync();
        var plan = (await world.Machines.PrepareVmAsync(new() { Snapshot = "golden", Name = "copy" })).Single();
        var byHand = await CloneByHandAsync(world, world.Vm("golden-debian"), "by-hand", plan.Marker, Guid.NewGuid());

        var made = await world.Machines.DeployVmAsync(plan);

        made.MoRef.Should().NotBe(byHand);
        world.VCenter.Machines.Should().Contain(vm => vm.MoRef == byHand).And.ContainSingle(vm => vm.Name == "copy");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public async Task Whatever_breaks_a_step_what_it_made_is_removed(int afterReports)
    {
        await using var world = new World();
        var info = await world.Snapshots.ExtractVmInfoAsync(new() { Vm = "db-1", Name = "s", Consistency = SnapshotConsistency.Quiesced });

        var clone = () => world.Snapshots.CloneToTemplateAsync(info, new BreakingListener(afterReports));

        await clone.Should().ThrowAsync<InvalidOperationException>("it is the caller's own exception");
        world.ShouldBeUntouched();
    }

    [Fact]
    public async Task A_vm_that_was_powered_on_already_is_powered_off_and_removed()
    {
        await using var world = new World(configure: o => o.MaxParallelVms = 1);
        await world.SnapshotAsync();
        world.VCenter.FailNext(nameof(IVSphereGateway.StartPowerOnAsync), Faults.Fatal, afterCalls: 1);

        await FailureOfAsync(await world.Machines.CreateAsync(new() { Snapshot = "golden", Name = "copy-{index}", Count = 2, MinimumCount = 2, PowerOn = true }));

        world.VCenter.Calls.Should().Contain(nameof(IVSphereGateway.StartPowerOffAsync));
        world.ShouldBeUntouched();
    }

    [Theory]
    [InlineData(nameof(IVSphereGateway.StartReconfigureAsync))]
    [InlineData(nameof(IVSphereGateway.StartPowerOnAsync))]
    public async Task A_change_that_takes_too_long_is_waited_out_before_its_vm_is_removed(string slow)
    {
        var clock = new FakeTimeProvider();
        await using var world = new World(clock, o => o.TaskTimeout = World.TaskDuration * 0.6, cloneDuration: TimeSpan.Zero);
        await world.SnapshotAsync();
        var operation = await world.Machines.CreateAsync(new()
        {
            Snapshot = "golden",
            Name = "copy",
            Cpus = slow == nameof(IVSphereGateway.StartReconfigureAsync) ? 4 : null,
            PowerOn = true,
        });
        var wait = operation.WaitForCompletionAsync();

        await clock.RunAsync(wait);

        var error = await FailureOfAsync(operation);
        error.Code.Should().Be(VmSnapshotErrorCodes.TaskTimedOut);
        error.Message.Should().Contain("TaskTimeout").And.NotContain("TaskInProgress", "vCenter refuses to destroy while the change goes on");
        world.VCenter.Calls.Should().Contain(slow == nameof(IVSphereGateway.StartPowerOnAsync) ? nameof(IVSphereGateway.StartPowerOffAsync) : nameof(IVSphereGateway.StartDestroyAsync));
    }

    private static async Task<VmSnapshotException> FailureOfAsync<T>(Operation<T> operation) =>
        (await FluentActions.Awaiting(() => operation.WaitForCompletionAsync()).Should().ThrowAsync<VmSnapshotException>()).Which;

    private static async Task<MoRef> CloneByHandAsync(World world, VmDescription source, string name, OwnershipMarker marker, Guid instanceUuid)
    {
        var task = await world.VCenter.Aside.StartCloneAsync(new CloneVm
        {
            Source = source.MoRef,
            Name = name,
            Folder = source.Folder!.MoRef,
            ResourcePool = source.ResourcePool!.Value,
            InstanceUuid = instanceUuid,
            Marker = marker,
        });
        return (await world.VCenter.Aside.ReadTaskAsync(task)).Result!.Value;
    }

    private sealed class BreakingListener(int afterReports) : IProgress<OperationProgress>
    {
        private int _reports;

        public void Report(OperationProgress value)
        {
            if (++_reports >= afterReports)
            {
                throw new InvalidOperationException("The page is gone.");
            }
        }
    }
}
