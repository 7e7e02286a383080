using Microsoft.Extensions.Time.Testing;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.Testing;

namespace VmSnapshot.Sdk.Tests;

/// <summary>The simulated vCenter keeps vCenter's rules.</summary>
public sealed class SimulatedVSphereTests
{
    private static readonly SimulatedVSphereOptions AtOnce = new() { CloneDuration = TimeSpan.Zero, TaskDuration = TimeSpan.Zero };

    private readonly SimulatedVSphere _vCenter = new(AtOnce);

    [Fact]
    public async Task It_tells_who_it_is()
    {
        var info = await _vCenter.ConnectAsync();

        info.UserName.Should().Be("user@simulated.local");
        info.InstanceUuid.Should().Be((await new SimulatedVSphere().ConnectAsync()).InstanceUuid, "records of one run are good in the next");
        (await _vCenter.FindMissingPrivilegesAsync(["VirtualMachine.Provisioning.Clone"])).Should().BeEmpty();
        _vCenter.Calls.Should().Equal(nameof(_vCenter.ConnectAsync), nameof(_vCenter.FindMissingPrivilegesAsync));
    }

    [Fact]
    public void Its_first_inventory_is_the_same_every_time()
    {
        new SimulatedVSphere().Machines.Should().BeEquivalentTo(_vCenter.Machines);
        _vCenter.Machines.Select(vm => vm.InstanceUuid).Should().OnlyHaveUniqueItems();
        _vCenter.Machines.SelectMany(vm => vm.Networks).Select(n => n.MacAddress).Should().OnlyHaveUniqueItems();
        _vCenter.Machines.Should().OnlyContain(vm => vm.Disks.Select(d => d.Key).Distinct().Count() == vm.Disks.Count);
    }

    [Theory]
    [InlineData(InventoryKind.Datastore, "datastore1", "/DC0/datastore/datastore1")]
    [InlineData(InventoryKind.Datastore, "/DC0/datastore/small", "/DC0/datastore/small")]
    [InlineData(InventoryKind.Network, "VM Network", "/DC0/network/VM Network")]
    [InlineData(InventoryKind.Network, "backend", "/DC0/network/backend")]
    [InlineData(InventoryKind.ResourcePool, "Production", "/DC0/host/Cluster0/Resources/Production")]
    [InlineData(InventoryKind.ResourcePool, "Cluster0/Resources", "/DC0/host/Cluster0/Resources")]
    [InlineData(InventoryKind.Folder, "Tenants/acme", "/DC0/vm/Tenants/acme")]
    [InlineData(InventoryKind.Folder, "acme", "/DC0/vm/Tenants/acme")]
    [InlineData(InventoryKind.Folder, "/DC0/vm", "/DC0/vm")]
    public async Task Objects_are_found_by_name_and_by_path(InventoryKind kind, string given, string path)
    {
        var found = (await _vCenter.FindAsync(kind, given, Vm("web-1").Datacenter)).Should().ContainSingle().Which;

        found.Path.Should().Be(path);
        (await _vCenter.ReadObjectsAsync([found.MoRef, new MoRef("Folder", "gone")])).Should().Equal(found);
    }

    [Fact]
    public async Task A_clone_has_a_new_identity_and_the_mark_it_was_given()
    {
        var source = Vm("app-1");
        var uuid = Guid.NewGuid();

        var clone = await MadeAsync(Clone(source, "clone", uuid));

        clone.InstanceUuid.Should().Be(uuid.ToString());
        clone.BiosUuid.Should().NotBe(source.BiosUuid);
        clone.Marker!.InstanceUuid.Should().Be(uuid);
        clone.PowerState.Should().Be(VmPowerState.PoweredOff);
        clone.CurrentNativeSnapshot.Should().BeNull();
        clone.Disks.Should().OnlyContain(d => !d.HasParent);
        (await MadeAsync(Clone(clone, "second", uuid))).InstanceUuid.Should().NotBe(uuid.ToString(), "that one is taken");
    }

    [Fact]
    public async Task Of_two_clones_of_one_name_one_gets_it()
    {
        var clock = new FakeTimeProvider();
        var vCenter = new SimulatedVSphere(new SimulatedVSphereOptions { CloneDuration = TimeSpan.FromSeconds(1) }, clock);
        var clone = Clone(vCenter.Machines.Single(vm => vm.Name == "legacy"), "clone", Guid.NewGuid());

        var first = await vCenter.StartCloneAsync(clone);
        clock.Advance(TimeSpan.FromSeconds(0.5));
        var second = await vCenter.StartCloneAsync(clone);
        clock.Advance(TimeSpan.FromSeconds(1));

        (await vCenter.ReadTaskAsync(first)).State.Should().Be(VCenterTaskState.Success);
        (await vCenter.ReadTaskAsync(second)).Fault!.Name.Should().Be("DuplicateName");
    }

    [Fact]
    public async Task A_watched_task_shows_where_it_stands_and_then_every_change()
    {
        var clock = new FakeTimeProvider();
        var vCenter = new SimulatedVSphere(new SimulatedVSphereOptions { CloneDuration = TimeSpan.FromSeconds(1) }, clock);
        var task = await vCenter.StartCloneAsync(Clone(vCenter.Machines[0], "clone", Guid.NewGuid()));
        var seen = new List<VCenterTask>();

        await foreach (var state in vCenter.WatchTaskAsync(task))
        {
            seen.Add(state);
            clock.Advance(TimeSpan.FromSeconds(0.1));
        }

        seen.Select(s => s.State).Distinct().Should().Equal(VCenterTaskState.Queued, VCenterTaskState.Running, VCenterTaskState.Success);
        seen.Select(s => s.PercentComplete).Should().Equal(Enumerable.Range(0, 11).Select(i => (int?)(i * 10)));
        seen[^1].Result.Should().Be(vCenter.Machines.Single(vm => vm.Name == "clone").MoRef);
    }

    [Fact]
    public async Task A_cancelled_clone_leaves_neither_vm_nor_name_behind()
    {
        var clock = new FakeTimeProvider();
        var vCenter = new SimulatedVSphere(new SimulatedVSphereOptions(), clock);
        var clone = Clone(vCenter.Machines[0], "clone", Guid.NewGuid());
        var task = await vCenter.StartCloneAsync(clone);
        clock.Advance(TimeSpan.FromSeconds(1));

        await vCenter.CancelTaskAsync(task);
        await vCenter.CancelTaskAsync(task);

        (await vCenter.ReadTaskAsync(task)).Fault!.Name.Should().Be("RequestCanceled");
        var again = await vCenter.StartCloneAsync(clone);
        clock.Advance(TimeSpan.FromSeconds(2));
        (await vCenter.ReadTaskAsync(again)).State.Should().Be(VCenterTaskState.Success);
    }

    [Fact]
    public async Task What_is_gone_is_not_found()
    {
        var gone = new MoRef("VirtualMachine", "vm-0");

        (await _vCenter.ReadVmAsync(gone)).Should().BeNull();
        (await RefusedAsync(() => _vCenter.StartPowerOnAsync(gone))).Should().Be("ManagedObjectNotFound");
        (await RefusedAsync(() => _vCenter.StartDestroyAsync(gone))).Should().Be("ManagedObjectNotFound");
        (await RefusedAsync(() => _vCenter.ReadTaskAsync(new MoRef("Task", "task-0")))).Should().Be("ManagedObjectNotFound");
        (await RefusedAsync(() => _vCenter.StartRemoveNativeSnapshotAsync(new MoRef("VirtualMachineSnapshot", "snapshot-0")))).Should().Be("ManagedObjectNotFound");
        (await RefusedAsync(() => _vCenter.StartCloneAsync(Clone(Vm("web-1"), "x", Guid.NewGuid()) with { ResourcePool = gone }))).Should().Be("ManagedObjectNotFound");
    }

    [Fact]
    public async Task Power_states_are_minded()
    {
        var on = Vm("web-1").MoRef;
        var off = Vm("legacy").MoRef;

        (await FailedAsync(_vCenter.StartPowerOnAsync(on))).Should().Be("InvalidPowerState");
        (await FailedAsync(_vCenter.StartPowerOffAsync(off))).Should().Be("InvalidPowerState");
        (await FailedAsync(_vCenter.StartDestroyAsync(on))).Should().Be("InvalidPowerState");
        (await RefusedAsync(() => _vCenter.MarkAsTemplateAsync(on).ContinueWith(t => t.IsFaulted ? throw t.Exception!.InnerException! : 0))).Should().Be("InvalidPowerState");
        (await FailedAsync(_vCenter.StartCustomizeAsync(on, new LinuxGuest(), new Dictionary<SecretReference, string>()))).Should().Be("InvalidPowerState");
        (await FailedAsync(_vCenter.StartReconfigureAsync(on, new() { Cpus = 4 }))).Should().Be("CpuHotPlugNotSupported");
        (await FailedAsync(_vCenter.StartReconfigureAsync(on, new() { MemoryMiB = 8192 }))).Should().Be("MemoryHotPlugNotSupported");
    }

    [Fact]
    public async Task A_template_is_neither_powered_on_nor_changed_and_is_in_no_pool()
    {
        var template = Vm("ubuntu-template");

        template.ResourcePool.Should().BeNull();
        (await FailedAsync(_vCenter.StartPowerOnAsync(template.MoRef))).Should().Be("NotSupported");
        (await FailedAsync(_vCenter.StartReconfigureAsync(template.MoRef, new() { Cpus = 4 }))).Should().Be("NotSupported");
        await MadeAsync(Clone(template, "copy", Guid.NewGuid()) with { ResourcePool = Vm("web-1").ResourcePool!.Value });
    }

    public static TheoryData<ReconfigureVm, string> RefusedChanges { get; } = new()
    {
        { new ReconfigureVm { ChangeVersion = "stale", Cpus = 2 }, "ConcurrentAccess" },
        { new ReconfigureVm { Cpus = 0 }, "InvalidArgument" },
        { new ReconfigureVm { CoresPerSocket = 2 }, "InvalidArgument" },
        { new ReconfigureVm { MemoryMiB = 6 }, "InvalidArgument" },
        { new ReconfigureVm { GrowDisks = [new(3000, 1L << 30)] }, "InvalidDeviceOperation" },
        { new ReconfigureVm { GrowDisks = [new(3000, 100L << 30)] }, "NoDiskSpace" },
        { new ReconfigureVm { GrowDisks = [new(1, 100L << 30)] }, "InvalidDeviceSpec" },
        { new ReconfigureVm { AddDisks = [new(1, 0, 1L << 30)] }, "InvalidDeviceSpec" },
        { new ReconfigureVm { AddDisks = [new(200, 0, 1L << 30)] }, "InvalidDeviceSpec" },
        { new ReconfigureVm { AddDisks = [new(200, 2, 1L << 30)] }, "InvalidDeviceSpec" },
        { new ReconfigureVm { AddDisks = [new(200, 1, 1L << 30), new(200, 1, 1L << 30)] }, "InvalidDeviceSpec" },
        { new ReconfigureVm { ConnectAdapters = [new(4000, new() { MoRef = new("Network", "gone"), Name = "gone", Path = "/DC0/network/gone" })] }, "ManagedObjectNotFound" },
    };

    [Theory]
    [MemberData(nameof(RefusedChanges), DisableDiscoveryEnumeration = true)]
    public async Task A_change_is_made_as_a_whole_or_not_at_all(ReconfigureVm change, string fault)
    {
        var before = Vm("legacy");

        (await FailedAsync(_vCenter.StartReconfigureAsync(before.MoRef, change))).Should().Be(fault);

        Vm("legacy").Should().BeSameAs(before);
    }

    [Fact]
    public async Task Units_of_a_controller_are_counted()
    {
        var legacy = Vm("legacy");
        legacy.Controllers.Single().UnitsInUse.Should().Equal(0);
        Vm("web-1").Controllers.Single().UnitsInUse.Should().Equal(0, 7);

        await DoneAsync(_vCenter.StartReconfigureAsync(legacy.MoRef, new() { ChangeVersion = legacy.ChangeVersion, AddDisks = [new(200, 1, 1L << 30)] }));

        var changed = Vm("legacy");
        changed.Controllers.Single().UnitsInUse.Should().Equal(0, 1);
        changed.Disks.Select(d => (d.Key, d.Label)).Should().Equal((3000, "Hard disk 1"), (3001, "Hard disk 2"));
        changed.ChangeVersion.Should().NotBe(legacy.ChangeVersion);
    }

    [Fact]
    public async Task A_disk_with_a_parent_does_not_grow()
    {
        var vm = Vm("app-1");
        await DoneAsync(_vCenter.StartPowerOffAsync(vm.MoRef));
        var grow = new ReconfigureVm { GrowDisks = [new(2000, 60L << 30)] };

        (await FailedAsync(_vCenter.StartReconfigureAsync(vm.MoRef, grow))).Should().Be("InvalidDeviceOperation");
        await DoneAsync(_vCenter.StartRemoveNativeSnapshotAsync(vm.CurrentNativeSnapshot!.Value));
        await DoneAsync(_vCenter.StartReconfigureAsync(vm.MoRef, grow));

        Vm("app-1").Disks[0].Should().BeEquivalentTo(new { CapacityBytes = 60L << 30, HasParent = false });
    }

    [Fact]
    public async Task Space_that_a_vm_took_is_free_again_when_it_is_gone()
    {
        var free = _vCenter.GetFreeBytes("datastore1");
        var made = await MadeAsync(Clone(Vm("web-2"), "copy", Guid.NewGuid()) with { Datastore = new MoRef("Datastore", "datastore-21") });
        _vCenter.GetFreeBytes("datastore1").Should().Be(free - (30L << 30), "its disk is thick");

        await DoneAsync(_vCenter.StartDestroyAsync(made.MoRef));

        _vCenter.GetFreeBytes("datastore1").Should().Be(free);
        FluentActions.Invoking(() => _vCenter.GetFreeBytes("none")).Should().Throw<ArgumentException>();
    }

    [Fact]
    public async Task A_guest_is_customized_at_its_next_power_on()
    {
        var none = new Dictionary<SecretReference, string>();
        var vm = Vm("golden-debian").MoRef;
        (await FailedAsync(_vCenter.StartCustomizeAsync(vm, new LinuxGuest { Adapters = [new(), new()] }, none))).Should().Be("NicSettingMismatch");
        (await FailedAsync(_vCenter.StartCustomizeAsync(vm, new WindowsGuest { FullName = "a", Organization = "b" }, none))).Should().Be("UncustomizableGuest");

        await DoneAsync(_vCenter.StartCustomizeAsync(vm, new LinuxGuest(), none));

        _vCenter.FindGuest(vm)!.IsPending.Should().BeTrue();
        (await FailedAsync(_vCenter.StartCustomizeAsync(vm, new LinuxGuest(), none))).Should().Be("CustomizationPending");
        await DoneAsync(_vCenter.StartPowerOnAsync(vm));
        _vCenter.FindGuest(vm)!.IsPending.Should().BeFalse();
    }

    [Fact]
    public async Task Nothing_else_is_done_to_a_vm_that_is_being_changed()
    {
        var vCenter = new SimulatedVSphere(new SimulatedVSphereOptions(), new FakeTimeProvider());
        var vm = vCenter.Machines.Single(m => m.Name == "legacy");
        await vCenter.StartPowerOnAsync(vm.MoRef);

        (await RefusedAsync(() => vCenter.StartDestroyAsync(vm.MoRef))).Should().Be("TaskInProgress");
        (await RefusedAsync(() => vCenter.StartCloneAsync(Clone(vm, "x", Guid.NewGuid())))).Should().Be("TaskInProgress");
    }

    [Fact]
    public async Task Vms_can_be_cloned_from_one_template_at_the_same_time()
    {
        var template = Vm("ubuntu-template");
        var pool = Vm("web-1").ResourcePool!.Value;

        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => MadeAsync(Clone(template, $"copy-{i}", Guid.NewGuid()) with { ResourcePool = pool }))));

        _vCenter.Machines.Where(vm => vm.Name.StartsWith("copy-", StringComparison.Ordinal)).Select(vm => vm.MoRef).Distinct().Should().HaveCount(50);
    }

    [Fact]
    public void A_failure_of_what_does_not_exist_is_refused()
    {
        FluentActions.Invoking(() => _vCenter.FailNext("Frobnicate", Faults.Fatal)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => _vCenter.FailNextTask(nameof(_vCenter.ReadVmAsync), Faults.Fatal)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => _vCenter.FailNext(nameof(_vCenter.ReadVmAsync), Faults.Fatal, -1)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => _vCenter.ConvertToVm(Vm("web-1").MoRef)).Should().Throw<ArgumentException>();
    }

    private static CloneVm Clone(VmDescription source, string name, Guid uuid) => new()
    {
        Source = source.MoRef,
        Name = name,
        Folder = source.Folder!.MoRef,
        ResourcePool = source.ResourcePool ?? new MoRef("ResourcePool", "none"),
        InstanceUuid = uuid,
        Marker = new OwnershipMarker { StoreId = "store", OperationId = "operation", Item = 1, InstanceUuid = uuid },
    };

    private VmDescription Vm(string name) => _vCenter.Machines.Single(vm => vm.Name == name);

    private async Task<VmDescription> MadeAsync(CloneVm clone)
    {
        var ended = await _vCenter.ReadTaskAsync(await _vCenter.StartCloneAsync(clone));
        ended.Fault.Should().BeNull();
        return (await _vCenter.ReadVmAsync(ended.Result!.Value))!;
    }

    private async Task DoneAsync(Task<MoRef> start) => (await _vCenter.ReadTaskAsync(await start)).State.Should().Be(VCenterTaskState.Success);

    private async Task<string> FailedAsync(Task<MoRef> start) => (await _vCenter.ReadTaskAsync(await start)).Fault!.Name;

    private static async Task<string> RefusedAsync<T>(Func<Task<T>> call) =>
        (await call.Should().ThrowAsync<VmSnapshotException>()).Which.Fault!.Name;
}
