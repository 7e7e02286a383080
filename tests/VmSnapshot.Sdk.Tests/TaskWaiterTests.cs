using Microsoft.Extensions.Time.Testing;
using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.Tests;

/// <summary>Waiting for vCenter's tasks: watched, watched again, asked for, and never for ever.</summary>
public sealed class TaskWaiterTests
{
    private const string Watch = nameof(IVSphereGateway.WatchTaskAsync);
    private const string Read = nameof(IVSphereGateway.ReadTaskAsync);

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task A_task_is_watched_and_not_asked_for()
    {
        await using var world = new World(_clock);

        await CloneAsync(world);

        world.VCenter.Calls.Where(IsWaiting).Should().Equal(Watch);
    }

    [Fact]
    public async Task A_passing_fault_makes_it_watch_again()
    {
        await using var world = new World(_clock);
        Fail(world, Watch, Faults.Passing, times: 2);

        await CloneAsync(world);

        world.VCenter.Calls.Where(IsWaiting).Should().Equal(Watch, Watch, Watch);
    }

    [Fact]
    public async Task Watching_that_keeps_failing_gives_way_to_asking()
    {
        await using var world = new World(_clock, o => o.TaskReadRetries = 2);
        Fail(world, Watch, Faults.Passing, times: 3);

        await CloneAsync(world);

        world.VCenter.Calls.Where(IsWaiting).Take(4).Should().Equal(Watch, Watch, Watch, Read);
    }

    [Theory]
    [InlineData("NotSupported")]
    [InlineData("MethodNotFound")]
    public async Task A_server_that_cannot_be_watched_is_asked_at_once(string fault)
    {
        await using var world = new World(_clock);
        world.VCenter.FailNext(Watch, new VCenterFault { Name = fault });

        await CloneAsync(world);

        world.VCenter.Calls.Where(IsWaiting).Take(2).Should().Equal(Watch, Read);
    }

    [Fact]
    public async Task Asking_keeps_to_its_interval()
    {
        await using var world = new World(_clock, o =>
        {
            o.TaskReadRetries = 0;
            o.TaskPollingInterval = World.CloneDuration / 3;
        });
        world.VCenter.FailNext(Watch, Faults.Passing);

        await CloneAsync(world);

        world.VCenter.Calls.Count(c => c == Read).Should().BeInRange(3, 5);
    }

    [Fact]
    public async Task Passing_faults_while_asking_are_tried_again()
    {
        await using var world = new World(_clock, o => o.TaskReadRetries = 1);
        Fail(world, Watch, Faults.Passing, times: 2);
        Fail(world, Read, Faults.Passing, times: 1);

        await CloneAsync(world);

        world.VCenter.Calls.Where(IsWaiting).Take(4).Should().Equal(Watch, Watch, Read, Read);
    }

    [Fact]
    public async Task No_retries_means_none()
    {
        await using var world = new World(_clock, o => o.TaskReadRetries = 0);
        Fail(world, Watch, Faults.Passing, times: 1);
        Fail(world, Read, Faults.Passing, times: 1);

        var clone = () => CloneAsync(world);

        (await clone.Should().ThrowAsync<VmSnapshotException>()).Which.Fault!.Name.Should().Be(Faults.Passing.Name);
        world.VCenter.Calls.Where(IsWaiting).Take(2).Should().Equal(Watch, Read);
    }

    [Fact]
    public async Task A_fault_that_does_not_pass_is_not_tried_again()
    {
        await using var world = new World(_clock);
        world.VCenter.FailNext(Watch, Faults.Fatal);

        var clone = () => CloneAsync(world);

        (await clone.Should().ThrowAsync<VmSnapshotException>()).Which.Fault!.Name.Should().Be(Faults.Fatal.Name);
        world.ShouldBeUntouched();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_task_that_does_not_end_in_time_is_given_up_by_name(bool isWatched)
    {
        await using var world = new World(_clock, o =>
        {
            o.TaskTimeout = World.CloneDuration / 2;
            o.TaskPollingInterval = TimeSpan.FromMilliseconds(200);
        });
        if (!isWatched)
        {
            world.VCenter.FailNext(Watch, new VCenterFault { Name = "NotSupported" });
        }

        var clone = () => CloneAsync(world);

        var error = (await clone.Should().ThrowAsync<VmSnapshotException>()).Which;
        error.Code.Should().Be(VmSnapshotErrorCodes.TaskTimedOut);
        error.Message.Should().ContainAll("task-", "00:00:01.5", "TaskTimeout");
        world.VCenter.Calls.Should().Contain(nameof(IVSphereGateway.CancelTaskAsync));
        world.ShouldBeUntouched();
    }

    [Fact]
    public async Task A_task_that_somebody_cancels_in_vcenter_fails_the_step()
    {
        await using var world = new World(_clock);
        var info = await world.Snapshots.ExtractVmInfoAsync(new() { Vm = "db-1", Name = "s" });
        world.VCenter.FailNextTask(nameof(IVSphereGateway.StartCloneAsync), new Vim25.RequestCanceled());
        var clone = world.Snapshots.CloneToTemplateAsync(info);

        await _clock.RunAsync(clone);

        (await FluentActions.Awaiting(() => clone).Should().ThrowAsync<VmSnapshotException>()).Which.Message.Should().Contain("cancelled in vCenter");
    }

    [Fact]
    public async Task A_task_that_fails_says_why()
    {
        await using var world = new World(_clock);
        world.VCenter.FailNextTask(nameof(IVSphereGateway.StartCloneAsync), Faults.FatalTask);

        var clone = () => CloneAsync(world);

        var error = (await clone.Should().ThrowAsync<VmSnapshotException>()).Which;
        error.Fault!.Name.Should().Be(Faults.Fatal.Name);
        error.Message.Should().StartWith("Could not clone VM 'db-1' as 's-").And.Contain("GenericVmConfigFault: It broke");
    }

    private static bool IsWaiting(string call) => call is Watch or Read;

    private static void Fail(World world, string operation, VCenterFault fault, int times)
    {
        for (var i = 0; i < times; i++)
        {
            world.VCenter.FailNext(operation, fault, afterCalls: i);
        }
    }

    private async Task<TemplateInfo> CloneAsync(World world)
    {
        var info = await world.Snapshots.ExtractVmInfoAsync(new() { Vm = "db-1", Name = "s" });
        var clone = world.Snapshots.CloneToTemplateAsync(info);
        await _clock.RunAsync(clone);
        return await clone;
    }
}
