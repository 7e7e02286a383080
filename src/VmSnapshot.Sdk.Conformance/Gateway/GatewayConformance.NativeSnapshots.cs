using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.Conformance;

/// <summary>Snapshots of vSphere's own kind.</summary>
public abstract partial class GatewayConformance
{
    [Fact]
    public Task A_native_snapshot_becomes_the_current_one() => CaseAsync(async () =>
    {
        MoRef vm = await MakeVmAsync("snapshot");
        Assert.Null((await ReadAsync(vm)).CurrentNativeSnapshot);
        MoRef first = await TakeAsync(vm, "first");
        Assert.Equal(first, (await ReadAsync(vm)).CurrentNativeSnapshot);
        MoRef second = await TakeAsync(vm, "second");
        Assert.Equal(second, (await ReadAsync(vm)).CurrentNativeSnapshot);
    });

    [Fact]
    public Task After_a_native_snapshot_the_VM_writes_to_disks_that_have_a_parent() => CaseAsync(async () =>
    {
        MoRef vm = await MakeVmAsync("child-disk");
        await TakeAsync(vm, "base");
        Assert.All((await ReadAsync(vm)).Disks, disk => Assert.True(disk.HasParent));
    });

    [Fact]
    public Task Native_snapshots_of_a_name_are_found_the_oldest_first() => CaseAsync(async () =>
    {
        MoRef vm = await MakeVmAsync("names");
        MoRef first = await TakeAsync(vm, "base");
        await TakeAsync(vm, "base-2");
        MoRef third = await TakeAsync(vm, "base");
        Assert.Equal([first, third], await Gateway.FindNativeSnapshotsAsync(vm, "base", Stop));
    });

    [Fact]
    public Task A_native_snapshot_is_found_by_exactly_its_name() => CaseAsync(async () =>
    {
        MoRef vm = await MakeVmAsync("exact");
        MoRef taken = await TakeAsync(vm, "a/b 100%");
        Assert.Equal([taken], await Gateway.FindNativeSnapshotsAsync(vm, "a/b 100%", Stop));
        Assert.Empty(await Gateway.FindNativeSnapshotsAsync(vm, "A/B 100%", Stop));
        Assert.Empty(await Gateway.FindNativeSnapshotsAsync(vm, "a/b", Stop));
    });

    [Fact]
    public Task Without_native_snapshots_and_without_the_VM_none_is_found() => CaseAsync(async () =>
    {
        Assert.Empty(await Gateway.FindNativeSnapshotsAsync(Places.Vm.MoRef, "base", Stop));
        Assert.Empty(await Gateway.FindNativeSnapshotsAsync(GoneVm, "base", Stop));
    });

    [Fact]
    public Task A_native_snapshot_without_quiescing_says_so() => CaseAsync(async () =>
    {
        MoRef vm = await MakeVmAsync("not-quiesced");
        Assert.False(await Gateway.IsQuiescedAsync(vm, await TakeAsync(vm, "plain"), Stop));
    });

    [Fact]
    public Task A_native_snapshot_of_a_running_guest_with_Tools_is_quiesced() => CaseAsync(async () =>
    {
        MoRef vm = await MakeRunningVmAsync("quiesced");
        VCenterTask end = await SucceedAsync(Gateway.StartCreateNativeSnapshotAsync(vm, Snapshot("quiet") with { Quiesce = true }, Stop));
        Assert.True(await Gateway.IsQuiescedAsync(vm, Assert.NotNull(end.Result), Stop));
    });

    [Fact]
    public Task A_native_snapshot_is_removed_and_its_children_stay() => CaseAsync(async () =>
    {
        MoRef vm = await MakeVmAsync("remove");
        MoRef parent = await TakeAsync(vm, "parent");
        MoRef child = await TakeAsync(vm, "child");
        await SucceedAsync(Gateway.StartRemoveNativeSnapshotAsync(parent, Stop));
        Assert.Empty(await Gateway.FindNativeSnapshotsAsync(vm, "parent", Stop));
        Assert.Equal([child], await Gateway.FindNativeSnapshotsAsync(vm, "child", Stop));
        Assert.Equal(child, (await ReadAsync(vm)).CurrentNativeSnapshot);
    });

    [Fact]
    public Task When_the_current_native_snapshot_is_removed_its_parent_is_the_current_one() => CaseAsync(async () =>
    {
        MoRef vm = await MakeVmAsync("remove-current");
        MoRef parent = await TakeAsync(vm, "parent");
        MoRef child = await TakeAsync(vm, "child");
        await SucceedAsync(Gateway.StartRemoveNativeSnapshotAsync(child, Stop));
        Assert.Equal(parent, (await ReadAsync(vm)).CurrentNativeSnapshot);
    });

    [Fact]
    public Task A_native_snapshot_that_is_gone_is_ManagedObjectNotFound() => CaseAsync(async () =>
    {
        MoRef vm = await MakeVmAsync("remove-twice");
        MoRef taken = await TakeAsync(vm, "once");
        await SucceedAsync(Gateway.StartRemoveNativeSnapshotAsync(taken, Stop));
        Assert.Equal("ManagedObjectNotFound", (await FailureOfAsync(() => Gateway.StartRemoveNativeSnapshotAsync(taken, Stop))).Fault?.Name);
    });

    private static CreateNativeSnapshot Snapshot(string name) => new() { Name = name, Description = "of the conformance suite", Quiesce = false };

    private async Task<MoRef> TakeAsync(MoRef vm, string name) =>
        Assert.NotNull((await SucceedAsync(Gateway.StartCreateNativeSnapshotAsync(vm, Snapshot(name), Stop))).Result);
}
