using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.VSphere.Tests.Support;

namespace VmSnapshot.Sdk.VSphere.Tests;

/// <summary>Finding again what an operation made or started, after its answer, its session or its process was lost.</summary>
public sealed class AdoptionTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Native_snapshots_of_a_name_are_found_oldest_first()
    {
        await using var vcenter = new SimulatedVCenter();
        var vm = vcenter.Find("golden-debian");
        var first = await TakeAsync(vcenter, vm, "base");
        await TakeAsync(vcenter, vm, "base-2");
        await TakeAsync(vcenter, vm, "Base");
        var second = await TakeAsync(vcenter, vm, "base");

        (await vcenter.Gateway.FindNativeSnapshotsAsync(vm, "base", Stop)).Should().Equal(first, second);
        (await vcenter.Gateway.FindNativeSnapshotsAsync(vm, "bas", Stop)).Should().BeEmpty();
        (await vcenter.Gateway.FindNativeSnapshotsAsync(vcenter.Find("web-1"), "base", Stop)).Should().BeEmpty("that VM has none at all");
    }

    [Fact]
    public async Task Native_snapshots_are_found_on_every_branch_of_the_tree()
    {
        static string Node(int id, string name, string time, string children = "") =>
            $"""
            <VirtualMachineSnapshotTree><snapshot type="VirtualMachineSnapshot">snapshot-{id}</snapshot><vm type="VirtualMachine">vm-42</vm><name>{name}</name>
            <description/><id>{id}</id><createTime>2026-03-01T{time}Z</createTime><state>poweredOff</state><quiesced>false</quiesced>{children}</VirtualMachineSnapshotTree>
            """.Replace("VirtualMachineSnapshotTree", id == 1 ? "rootSnapshotList" : "childSnapshotList", StringComparison.Ordinal);
        await using var vcenter = new FakeVCenter();
        vcenter.Inventory.Add("VirtualMachine", "vm-42", ("snapshot", Property.Value(
            "VirtualMachineSnapshotInfo",
            Node(1, "base", "08:00:00", Node(2, "other", "08:01:00", Node(5, "base", "08:05:00")) + Node(4, "base", "08:03:00") + Node(3, "base", "08:03:00")))));

        var found = await vcenter.Gateway.FindNativeSnapshotsAsync(new MoRef("VirtualMachine", "vm-42"), "base", Stop);

        found.Select(snapshot => snapshot.Value).Should().Equal("snapshot-1", "snapshot-3", "snapshot-4", "snapshot-5");
    }

    [Fact]
    public async Task A_VM_that_is_gone_has_no_native_snapshots_and_no_tasks()
    {
        await using var vcenter = new SimulatedVCenter();
        var gone = new MoRef("VirtualMachine", "vm-999999");

        (await vcenter.Gateway.FindNativeSnapshotsAsync(gone, "base", Stop)).Should().BeEmpty();
        (await vcenter.Gateway.FindUnfinishedTasksAsync(gone, Stop)).Should().BeEmpty();
    }

    [Fact]
    public async Task Tasks_that_run_or_wait_are_found_on_their_object_until_they_end()
    {
        await using var vcenter = new SimulatedVCenter(o => o.MaxRunningTasks = 1);
        var source = vcenter.Find("golden-debian");
        var first = await vcenter.Gateway.StartCloneAsync(await vcenter.CloneOfAsync("golden-debian", "one"), Stop);
        var second = await vcenter.Gateway.StartCloneAsync(await vcenter.CloneOfAsync("golden-debian", "two"), Stop);

        var found = await vcenter.Gateway.FindUnfinishedTasksAsync(source, Stop);
        var elsewhere = await vcenter.Gateway.FindUnfinishedTasksAsync(vcenter.Find("web-1"), Stop);
        vcenter.Clock.Advance(SimulatedVCenter.CloneDuration);
        var later = await vcenter.Gateway.FindUnfinishedTasksAsync(source, Stop);
        vcenter.Clock.Advance(SimulatedVCenter.CloneDuration);
        var afterwards = await vcenter.Gateway.FindUnfinishedTasksAsync(source, Stop);

        found.Select(task => (task.MoRef, task.State, task.DescriptionId)).Should().BeEquivalentTo(new[]
        {
            (first, VCenterTaskState.Running, "VirtualMachine.clone"), (second, VCenterTaskState.Queued, "VirtualMachine.clone"),
        });
        elsewhere.Should().BeEmpty();
        later.Should().ContainSingle().Which.MoRef.Should().Be(second);
        afterwards.Should().BeEmpty();
    }

    [Fact]
    public async Task A_task_that_vCenter_has_forgotten_is_left_out_of_those_that_run()
    {
        await using var vcenter = new SimulatedVCenter();
        vcenter.Simulator.Faults.On("CloneVM_Task").ForgetTask();
        await vcenter.Gateway.StartCloneAsync(await vcenter.CloneOfAsync("golden-debian", "one"), Stop);
        var second = await vcenter.Gateway.StartCloneAsync(await vcenter.CloneOfAsync("golden-debian", "two"), Stop);

        (await vcenter.Gateway.FindUnfinishedTasksAsync(vcenter.Find("golden-debian"), Stop)).Should().ContainSingle().Which.MoRef.Should().Be(second);
    }

    [Fact]
    public async Task A_task_says_what_it_does()
    {
        await using var vcenter = new SimulatedVCenter();

        var task = await vcenter.Gateway.StartPowerOnAsync(vcenter.Find("golden-debian"), Stop);

        (await vcenter.Gateway.ReadTaskAsync(task, Stop)).DescriptionId.Should().Be("VirtualMachine.powerOn");
        (await vcenter.Gateway.WatchTaskAsync(task, Stop).LastAsync(Stop)).DescriptionId.Should().Be("VirtualMachine.powerOn");
    }

    [Fact]
    public async Task A_task_that_ended_too_long_ago_is_ManagedObjectNotFound()
    {
        await using var vcenter = new SimulatedVCenter();
        var task = await vcenter.Gateway.StartPowerOnAsync(vcenter.Find("golden-debian"), Stop);
        vcenter.Clock.Advance(vcenter.Simulator.Options.TaskRetention + TimeSpan.FromSeconds(1));

        await ShouldBeForgottenAsync(() => vcenter.Gateway.ReadTaskAsync(task, Stop));
        await ShouldBeForgottenAsync(() => vcenter.Gateway.WatchTaskAsync(task, Stop).LastAsync(Stop).AsTask());
    }

    [Fact]
    public async Task A_task_that_is_lost_while_it_runs_is_ManagedObjectNotFound()
    {
        await using var vcenter = new SimulatedVCenter();
        vcenter.Simulator.Faults.On("CloneVM_Task").ForgetTask();

        var task = await vcenter.Gateway.StartCloneAsync(await vcenter.CloneOfAsync("golden-debian", "copy"), Stop);

        await ShouldBeForgottenAsync(() => vcenter.Gateway.ReadTaskAsync(task, Stop));
        await ShouldBeForgottenAsync(() => vcenter.Gateway.WatchTaskAsync(task, Stop).LastAsync(Stop).AsTask());
    }

    [Fact]
    public async Task A_task_that_goes_before_its_watch_has_seen_it_is_ManagedObjectNotFound()
    {
        await using var vcenter = new SimulatedVCenter(o => o.TaskRetention = TimeSpan.FromSeconds(10));
        var task = await vcenter.Gateway.StartPowerOnAsync(vcenter.Find("golden-debian"), Stop);
        vcenter.Simulator.Faults.On("WaitForUpdatesEx").Delay(TimeSpan.FromSeconds(30));

        var watching = vcenter.Gateway.WatchTaskAsync(task, Stop).LastAsync(Stop).AsTask();
        while (vcenter.Sent("WaitForUpdatesEx") == 0)
        {
            await Task.Delay(1, Stop);
        }

        await vcenter.AdvanceUntilAsync(watching);

        await ShouldBeForgottenAsync(() => watching);
    }

    [Fact]
    public async Task A_clone_under_way_holds_its_name_and_is_found_when_it_is_done()
    {
        await using var vcenter = new SimulatedVCenter();
        var clone = await vcenter.CloneOfAsync("golden-debian", "copy");
        await vcenter.Gateway.StartCloneAsync(clone, Stop);
        var second = await vcenter.Gateway.StartCloneAsync(clone with { InstanceUuid = Guid.NewGuid() }, Stop);

        var refused = await vcenter.Gateway.ReadTaskAsync(second, Stop);
        var early = await vcenter.Gateway.FindVmInFolderAsync(clone.Folder, "copy", Stop);
        vcenter.Clock.Advance(SimulatedVCenter.CloneDuration);

        refused.Fault!.Is("DuplicateName").Should().BeTrue();
        early.Should().BeNull("the simulator makes the VM at the end of the task");
        var made = await vcenter.Gateway.FindVmInFolderAsync(clone.Folder, "copy", Stop);
        (await vcenter.Gateway.FindVmsAsync(new VmReference(VmReferenceKind.InstanceUuid, clone.InstanceUuid.ToString()), Stop)).Should().ContainSingle()
            .Which.MoRef.Should().Be(made!.Value);
    }

    [Fact]
    public async Task A_mark_is_rewritten_where_vCenter_chose_another_uuid()
    {
        await using var vcenter = new SimulatedVCenter();
        var taken = Guid.Parse(vcenter.Machine("web-1").Config.InstanceUuid!);
        var made = (await vcenter.EndAsync(vcenter.Gateway.StartCloneAsync(await vcenter.CloneOfAsync("golden-debian", "copy", taken), Stop))).Result!.Value;
        var before = (await vcenter.Gateway.ReadVmAsync(made, Stop))!;
        var marker = before.Marker! with { InstanceUuid = Guid.Parse(before.InstanceUuid) };
        var extra = ExtraConfig();

        await vcenter.EndAsync(vcenter.Gateway.StartReconfigureAsync(made, new ReconfigureVm { Marker = marker, ChangeVersion = before.ChangeVersion }, Stop));

        before.Marker!.InstanceUuid.Should().Be(taken);
        before.InstanceUuid.Should().NotBe(taken.ToString());
        (await vcenter.Gateway.ReadVmAsync(made, Stop))!.Marker.Should().Be(marker);
        ExtraConfig().Should().BeEquivalentTo(extra, "nothing else was to be changed");

        IEnumerable<(string?, object?)> ExtraConfig() =>
            [.. vcenter.Machine("copy").Config.ExtraConfig!.Where(o => o.Key != OwnershipMarker.Key).Select(o => (o.Key, o.Value))];
    }

    [Fact]
    public void A_mark_alone_is_something_to_change()
    {
        new ReconfigureVm().IsEmpty.Should().BeTrue();
        new ReconfigureVm { Marker = new OwnershipMarker { StoreId = "s", OperationId = "o", Item = 1, InstanceUuid = Guid.NewGuid() } }.IsEmpty.Should().BeFalse();
    }

    [Fact]
    public async Task A_template_is_found_by_its_instance_uuid()
    {
        await using var vcenter = new SimulatedVCenter();
        var template = vcenter.Machine("ubuntu-template");

        var found = await vcenter.Gateway.FindVmsAsync(new VmReference(VmReferenceKind.InstanceUuid, template.Config.InstanceUuid!), Stop);

        found.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Name = "ubuntu-template", IsTemplate = true });
    }

    [Theory]
    [InlineData(VmReferenceKind.InstanceUuid)]
    [InlineData(VmReferenceKind.Name)]
    [InlineData(VmReferenceKind.Path)]
    public async Task A_VM_that_is_deleted_while_it_is_searched_is_not_found(VmReferenceKind kind)
    {
        SimulatedVCenter? deleting = null;
        var vm = new MoRef("VirtualMachine", "vm-0");
        var isArmed = false;
        await using var vcenter = new SimulatedVCenter(onSend: operation =>
        {
            // The search has answered; what it found is about to be read.
            if (isArmed && operation is "RetrievePropertiesEx" && deleting!.Sent("DestroyView") + deleting.Sent("FindByUuid") + deleting.Sent("FindByInventoryPath") > 0)
            {
                isArmed = false;
                deleting.Gateway.StartDestroyAsync(vm, Stop).GetAwaiter().GetResult();
            }
        });
        deleting = vcenter;
        var machine = vcenter.Machine("golden-debian");
        vm = vcenter.Find("golden-debian");
        isArmed = true;

        var found = await vcenter.Gateway.FindVmsAsync(
            new VmReference(kind, kind switch { VmReferenceKind.InstanceUuid => machine.Config.InstanceUuid!, VmReferenceKind.Name => machine.Name, _ => machine.Path }), Stop);

        isArmed.Should().BeFalse("else nothing was deleted");
        found.Should().BeEmpty();
    }

    private static async Task<MoRef> TakeAsync(SimulatedVCenter vcenter, MoRef vm, string name)
    {
        vcenter.Clock.Advance(TimeSpan.FromSeconds(1));
        return (await vcenter.EndAsync(vcenter.Gateway.StartCreateNativeSnapshotAsync(
            vm, new CreateNativeSnapshot { Name = name, Description = "of a test", Quiesce = false }, Stop))).Result!.Value;
    }

    private static async Task ShouldBeForgottenAsync(Func<Task<VCenterTask>> look) =>
        (await look.Should().ThrowAsync<VmSnapshotException>()).Which.Fault!.Is("ManagedObjectNotFound").Should().BeTrue();
}
