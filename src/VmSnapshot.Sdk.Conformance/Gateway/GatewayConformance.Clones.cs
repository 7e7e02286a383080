using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.Conformance;

/// <summary>Clones and templates.</summary>
public abstract partial class GatewayConformance
{
    [Fact]
    public Task A_clone_is_there_powered_off_under_its_name_in_its_folder() => CaseAsync(async () =>
    {
        CloneVm clone = CloneOf(Places.Vm.MoRef, NewName("clone"));
        VmDescription read = await ReadAsync(await MakeAsync(clone));
        Assert.Equal((clone.Name, VmPowerState.PoweredOff, false), (read.Name, read.PowerState, read.IsTemplate));
        Assert.Equal(clone.Folder, read.Folder?.MoRef);
        Assert.Equal(Places.Vm.Disks.Select(disk => (disk.Key, disk.CapacityBytes)), read.Disks.Select(disk => (disk.Key, disk.CapacityBytes)));
        Assert.Equal($"{Places.Folder.Path}/{clone.Name}", (await LookAtAsync(read.MoRef)).Path);
    });

    [Fact]
    public Task A_clone_has_the_UUID_and_the_mark_that_it_was_made_with() => CaseAsync(async () =>
    {
        CloneVm clone = CloneOf(Places.Vm.MoRef, NewName("marked"));
        MoRef vm = await MakeAsync(clone);
        VmDescription read = await ReadAsync(vm);
        WitnessedVm seen = await LookAtAsync(vm);
        Assert.Equal(clone.Marker, read.Marker);
        Assert.Equal(clone.InstanceUuid, Guid.Parse(read.InstanceUuid));
        Assert.True(clone.Marker.Marks(read));
        Assert.Equal((clone.Marker.ToExtraConfigValue(), clone.InstanceUuid), (seen.Marker, Guid.Parse(seen.InstanceUuid)));
    });

    [Fact]
    public Task A_clone_has_its_own_mark_over_the_one_of_its_source() => CaseAsync(async () =>
    {
        MoRef source = await MakeVmAsync("mark-1");
        CloneVm second = CloneOf(source, NewName("mark-2"));
        second = second with { Marker = second.Marker with { OperationId = "conformance-2" } };
        VmDescription read = await ReadAsync(await MakeAsync(second));
        Assert.Equal(second.Marker, read.Marker);
        Assert.True(second.Marker.Marks(read));
    });

    [Fact]
    public Task An_instance_UUID_that_is_taken_is_replaced_and_the_mark_shows_it() => CaseAsync(async () =>
    {
        VmDescription first = await ReadAsync(await MakeVmAsync("uuid-1"));
        CloneVm second = CloneOf(Places.Vm.MoRef, NewName("uuid-2"));
        var taken = Guid.Parse(first.InstanceUuid);
        second = second with { InstanceUuid = taken, Marker = second.Marker with { InstanceUuid = taken } };
        VmDescription read = await ReadAsync(await MakeAsync(second));
        Assert.NotEqual(taken, Guid.Parse(read.InstanceUuid));
        Assert.Equal(second.Marker, read.Marker);
        Assert.False(second.Marker.Marks(read));
        Assert.Equal(taken, Guid.Parse((await ReadAsync(first.MoRef)).InstanceUuid));
    });

    [Fact]
    public Task A_clone_has_network_addresses_of_its_own() => CaseAsync(async () =>
        Assert.NotEqual(Places.Vm.Networks[0].MacAddress, (await ReadAsync(await MakeVmAsync("mac"))).Networks[0].MacAddress));

    [Fact]
    public Task A_clone_goes_to_the_datastore_that_is_named() => CaseAsync(async () =>
    {
        VmDescription read = await ReadAsync(await MakeAsync(CloneOf(Places.Vm.MoRef, NewName("datastore")) with { Datastore = Places.Datastore.MoRef }));
        Assert.Equal(Places.Datastore.Name, read.Datastore);
        Assert.All(read.Disks, disk => Assert.Equal(Places.Datastore.Name, disk.Datastore));
    });

    [Fact]
    public Task A_name_that_is_taken_is_a_conflict_and_nothing_is_made() => CaseAsync(async () =>
    {
        CloneVm first = CloneOf(Places.Vm.MoRef, NewName("taken"));
        MoRef made = await MakeAsync(first);
        VmSnapshotException refused = await FailureOfAsync(() => Gateway.StartCloneAsync(CloneOf(Places.Vm.MoRef, first.Name), Stop));
        Assert.IsType<VmSnapshotConflictException>(refused);
        Assert.Equal((VmSnapshotErrorCodes.NameConflict, "DuplicateName", false), (refused.Code, refused.Fault?.Name, refused.MayHaveBeenExecuted));
        Assert.Equal(made, Assert.Single(await Gateway.FindVmsAsync(new VmReference(VmReferenceKind.Name, first.Name), Stop)).MoRef);
        Assert.Equal(first.Marker, (await ReadAsync(made)).Marker);
    });

    [Fact]
    public Task A_name_with_a_slash_is_kept_and_found() => CaseAsync(async () =>
    {
        CloneVm clone = CloneOf(Places.Vm.MoRef, NewName("a/b%c"));
        MoRef vm = await MakeAsync(clone);
        Assert.Equal(clone.Name, (await ReadAsync(vm)).Name);
        Assert.Equal(vm, await Gateway.FindVmInFolderAsync(Places.Folder.MoRef, clone.Name, Stop));
        Assert.Equal(vm, Assert.Single(await Gateway.FindVmsAsync(new VmReference(VmReferenceKind.Name, clone.Name), Stop)).MoRef);
    });

    [Fact]
    public Task A_clone_of_what_is_gone_is_refused() => CaseAsync(async () =>
        Assert.Equal("ManagedObjectNotFound", (await FailureOfAsync(() => Gateway.StartCloneAsync(CloneOf(GoneVm, NewName("of-nothing")), Stop))).Fault?.Name));

    [Fact]
    public Task A_clone_into_a_folder_that_is_gone_is_refused() => CaseAsync(async () =>
    {
        CloneVm clone = CloneOf(Places.Vm.MoRef, NewName("nowhere")) with { Folder = new MoRef("Folder", "group-v999999999") };
        Assert.Equal("ManagedObjectNotFound", (await FailureOfAsync(() => Gateway.StartCloneAsync(clone, Stop))).Fault?.Name);
    });

    [Fact]
    public Task A_clone_of_a_native_snapshot_has_the_hardware_of_then() => CaseAsync(async () =>
    {
        MoRef source = await MakeVmAsync("then");
        MoRef snapshot = await TakeAsync(source, "then");
        int then = (await ReadAsync(source)).Cpus;
        await SucceedAsync(Gateway.StartReconfigureAsync(source, new ReconfigureVm { Cpus = then + 1 }, Stop));
        VmDescription read = await ReadAsync(await MakeAsync(CloneOf(source, NewName("of-then")) with { NativeSnapshot = snapshot }));
        Assert.Equal(then, read.Cpus);
        Assert.All(read.Disks, disk => Assert.False(disk.HasParent));
    });

    [Fact]
    public Task A_linked_clone_hangs_on_the_disks_of_the_native_snapshot() => CaseAsync(async () =>
    {
        MoRef source = await MakeVmAsync("parent");
        MoRef snapshot = await TakeAsync(source, "linked");
        VmDescription read = await ReadAsync(await MakeAsync(CloneOf(source, NewName("linked")) with { NativeSnapshot = snapshot, Linked = true }));
        Assert.NotEmpty(read.Disks);
        Assert.All(read.Disks, disk => Assert.True(disk.HasParent));
    });

    [Fact]
    public Task A_VM_becomes_a_template_without_a_pool() => CaseAsync(async () =>
    {
        MoRef vm = await MakeVmAsync("become");
        await Gateway.MarkAsTemplateAsync(vm, Stop);
        VmDescription read = await ReadAsync(vm);
        Assert.True(read.IsTemplate);
        Assert.Null(read.ResourcePool);
        Assert.True((await LookAtAsync(vm)).IsTemplate);
    });

    [Fact]
    public Task A_template_keeps_its_UUID_and_its_mark() => CaseAsync(async () =>
    {
        CloneVm clone = CloneOf(Places.Vm.MoRef, NewName("keep"));
        MoRef vm = await MakeAsync(clone);
        await Gateway.MarkAsTemplateAsync(vm, Stop);
        VmDescription read = await ReadAsync(vm);
        Assert.Equal((clone.Marker, clone.InstanceUuid), (read.Marker, Guid.Parse(read.InstanceUuid)));
    });

    [Fact]
    public Task What_is_a_template_already_is_still_one_after_marking_it_again() => CaseAsync(async () =>
    {
        MoRef vm = await MakeVmAsync("again");
        await Gateway.MarkAsTemplateAsync(vm, Stop);
        Exception? again = await Record.ExceptionAsync(() => Gateway.MarkAsTemplateAsync(vm, Stop));
        // vCenter refuses it, as it documents; a gateway that takes it for done is as good.
        Assert.True(again is null or VmSnapshotException { Fault: not null, MayHaveBeenExecuted: false }, $"{again}");
        Assert.True((await LookAtAsync(vm)).IsTemplate);
    });

    [Fact]
    public Task What_runs_does_not_become_a_template() => CaseAsync(async () =>
    {
        MoRef vm = await MakeRunningVmAsync("runs");
        Assert.Equal("InvalidPowerState", (await FaultOfAsync(() => Gateway.MarkAsTemplateAsync(vm, Stop))).Name);
        Assert.False((await LookAtAsync(vm)).IsTemplate);
    });

    [Fact]
    public Task A_template_is_cloned_into_a_VM() => CaseAsync(async () =>
    {
        MoRef template = await MakeVmAsync("golden");
        await Gateway.MarkAsTemplateAsync(template, Stop);
        CloneVm clone = CloneOf(template, NewName("deployed"));
        VmDescription read = await ReadAsync(await MakeAsync(clone));
        Assert.False(read.IsTemplate);
        Assert.Equal((Places.ResourcePool.MoRef, clone.Marker), (read.ResourcePool!.Value, read.Marker));
    });

    [Fact]
    public Task A_template_is_destroyed() => CaseAsync(async () =>
    {
        MoRef template = await MakeVmAsync("doomed");
        await Gateway.MarkAsTemplateAsync(template, Stop);
        await SucceedAsync(Gateway.StartDestroyAsync(template, Stop));
        Assert.Null(await _fixture.LookAtAsync(template, Stop));
    });
}
