using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.Conformance;

/// <summary>Changes to a VM's configuration, and to its guest's.</summary>
public abstract partial class GatewayConformance
{
    private static readonly IReadOnlyDictionary<SecretReference, string> NoSecrets = new Dictionary<SecretReference, string>();

    [Fact]
    public Task CPUs_and_memory_are_changed() => CaseAsync(async () =>
    {
        MoRef vm = await MakeVmAsync("hardware");
        await SucceedAsync(Gateway.StartReconfigureAsync(vm, new ReconfigureVm { Cpus = 4, CoresPerSocket = 2, MemoryMiB = 3072 }, Stop));
        VmDescription read = await ReadAsync(vm);
        Assert.Equal((4, 2, 3072), (read.Cpus, read.CoresPerSocket, read.MemoryMiB));
        WitnessedVm seen = await LookAtAsync(vm);
        Assert.Equal((4, 3072), (seen.Cpus, seen.MemoryMiB));
    });

    [Fact]
    public Task What_is_not_named_stays_as_it_is() => CaseAsync(async () =>
    {
        MoRef vm = await MakeVmAsync("rest");
        VmDescription before = await ReadAsync(vm);
        await SucceedAsync(Gateway.StartReconfigureAsync(vm, new ReconfigureVm { MemoryMiB = before.MemoryMiB + 256 }, Stop));
        VmDescription after = await ReadAsync(vm);
        Assert.Equal(before.MemoryMiB + 256, after.MemoryMiB);
        Assert.Equal((before.Cpus, before.CoresPerSocket, before.Marker, before.InstanceUuid), (after.Cpus, after.CoresPerSocket, after.Marker, after.InstanceUuid));
        Assert.Equal(before.Disks, after.Disks);
        Assert.Equal(before.Networks, after.Networks);
    });

    [Fact]
    public Task Every_change_makes_another_change_version() => CaseAsync(async () =>
    {
        MoRef vm = await MakeVmAsync("version");
        string? before = (await ReadAsync(vm)).ChangeVersion;
        await SucceedAsync(Gateway.StartReconfigureAsync(vm, new ReconfigureVm { Cpus = 2, ChangeVersion = before }, Stop));
        Assert.NotEqual(before, (await ReadAsync(vm)).ChangeVersion);
    });

    [Fact]
    public Task A_change_to_what_has_changed_since_is_ConcurrentAccess() => CaseAsync(async () =>
    {
        MoRef vm = await MakeVmAsync("stale");
        // Where vCenter gives none, this is one that it has never given either.
        string stale = (await ReadAsync(vm)).ChangeVersion ?? "2001-01-01T00:00:00.000000Z";
        await SucceedAsync(Gateway.StartReconfigureAsync(vm, new ReconfigureVm { Cpus = 2 }, Stop));
        VmSnapshotException refused = await FailureOfAsync(() => Gateway.StartReconfigureAsync(vm, new ReconfigureVm { Cpus = 4, ChangeVersion = stale }, Stop));
        Assert.Equal(("ConcurrentAccess", true), (refused.Fault?.Name, refused.IsTransient));
        Assert.Equal(2, (await LookAtAsync(vm)).Cpus);
    });

    [Fact]
    public Task A_disk_is_added_in_its_slot() => CaseAsync(async () =>
    {
        MoRef vm = await MakeVmAsync("slot");
        VmDescription before = await ReadAsync(vm);
        AddDisk[] added = [SlotOf(before, 2, 3 * GiB), SlotOf(before, 4, 5 * GiB)];
        await SucceedAsync(Gateway.StartReconfigureAsync(vm, new ReconfigureVm { AddDisks = added }, Stop));
        VmDescription after = await ReadAsync(vm);
        Assert.Equal(
            added.Select(disk => (disk.ControllerKey, disk.UnitNumber, disk.CapacityBytes)),
            after.Disks.ExceptBy(before.Disks.Select(disk => disk.Key), disk => disk.Key)
                .Select(disk => (disk.ControllerKey, disk.UnitNumber, disk.CapacityBytes)).OrderBy(disk => disk.UnitNumber));
        Assert.Equal(
            before.Disks.Select(disk => disk.CapacityBytes).Concat([3 * GiB, 5 * GiB]).Order(), (await LookAtAsync(vm)).DiskCapacityBytes.Order());
    });

    [Fact]
    public Task A_disk_in_a_slot_that_is_taken_is_refused() => CaseAsync(async () =>
    {
        MoRef vm = await MakeVmAsync("slot-taken");
        VmDisk first = (await ReadAsync(vm)).Disks[0];
        var same = new AddDisk(first.ControllerKey, first.UnitNumber, GiB);
        VmSnapshotException refused = await FailureOfAsync(() => Gateway.StartReconfigureAsync(vm, new ReconfigureVm { AddDisks = [same] }, Stop));
        Assert.True(refused.Fault?.Is("InvalidDeviceSpec"), $"{refused.Fault?.Name}");
        Assert.Equal(Places.Vm.Disks.Count, (await LookAtAsync(vm)).DiskCapacityBytes.Count);
    });

    [Fact]
    public Task A_disk_grows() => CaseAsync(async () =>
    {
        MoRef vm = await MakeVmAsync("grow");
        VmDisk disk = (await ReadAsync(vm)).Disks[0];
        await SucceedAsync(Gateway.StartReconfigureAsync(vm, new ReconfigureVm { GrowDisks = [new GrowDisk(disk.Key, disk.CapacityBytes + GiB)] }, Stop));
        Assert.Equal(disk with { CapacityBytes = disk.CapacityBytes + GiB }, (await ReadAsync(vm)).Disks[0]);
        Assert.Contains(disk.CapacityBytes + GiB, (await LookAtAsync(vm)).DiskCapacityBytes);
    });

    [Fact]
    public Task A_disk_does_not_shrink() => CaseAsync(async () =>
    {
        MoRef vm = await MakeVmAsync("shrink");
        VmDisk disk = (await ReadAsync(vm)).Disks[0];
        await FailureOfAsync(() => Gateway.StartReconfigureAsync(vm, new ReconfigureVm { GrowDisks = [new GrowDisk(disk.Key, disk.CapacityBytes / 2)] }, Stop));
        Assert.Contains(disk.CapacityBytes, (await LookAtAsync(vm)).DiskCapacityBytes);
    });

    [Fact]
    public Task A_network_adapter_is_attached_to_another_network() => CaseAsync(async () =>
    {
        MoRef vm = await MakeVmAsync("network");
        VmNetworkAdapter adapter = (await ReadAsync(vm)).Networks[0];
        await SucceedAsync(Gateway.StartReconfigureAsync(vm, new ReconfigureVm { ConnectAdapters = [new ConnectAdapter(adapter.Key, Places.OtherNetwork)] }, Stop));
        Assert.Equal(adapter with { Network = Places.OtherNetwork.Name }, (await ReadAsync(vm)).Networks[0]);
    });

    [Fact]
    public Task The_mark_is_rewritten() => CaseAsync(async () =>
    {
        MoRef vm = await MakeVmAsync("remark");
        OwnershipMarker mark = (await ReadAsync(vm)).Marker! with { OperationId = "conformance-2" };
        await SucceedAsync(Gateway.StartReconfigureAsync(vm, new ReconfigureVm { Marker = mark }, Stop));
        Assert.Equal(mark, (await ReadAsync(vm)).Marker);
        Assert.Equal(mark.ToExtraConfigValue(), (await LookAtAsync(vm)).Marker);
    });

    [Fact]
    public Task One_bad_change_leaves_all_as_it_was() => CaseAsync(async () =>
    {
        MoRef vm = await MakeVmAsync("all-or-none");
        VmDescription before = await ReadAsync(vm);
        VmDisk taken = before.Disks[0];
        var changes = new ReconfigureVm { Cpus = before.Cpus + 1, AddDisks = [SlotOf(before, 2, GiB), new AddDisk(taken.ControllerKey, taken.UnitNumber, GiB)] };
        await FailureOfAsync(() => Gateway.StartReconfigureAsync(vm, changes, Stop));
        VmDescription after = await ReadAsync(vm);
        Assert.Equal((before.Cpus, before.Disks.Count), (after.Cpus, after.Disks.Count));
    });

    [Fact]
    public Task A_reconfiguration_of_what_is_gone_is_ManagedObjectNotFound() => CaseAsync(async () =>
        Assert.Equal("ManagedObjectNotFound", (await FailureOfAsync(() => Gateway.StartReconfigureAsync(GoneVm, new ReconfigureVm { Cpus = 2 }, Stop))).Fault?.Name));

    [Fact]
    public Task A_guest_is_customized() => CaseAsync(async () =>
    {
        MoRef vm = await MakeVmAsync("guest");
        Assert.Equal("VirtualMachine.customize", (await SucceedAsync(CustomizeAsync(vm))).DescriptionId);
    });

    [Fact]
    public Task A_second_customization_is_refused_while_one_waits_for_the_power_on() => CaseAsync(async () =>
    {
        MoRef vm = await MakeVmAsync("guest-twice");
        await SucceedAsync(CustomizeAsync(vm));
        Assert.Equal("CustomizationPending", (await FailureOfAsync(() => CustomizeAsync(vm))).Fault?.Name);
    });

    [Fact]
    public Task A_running_guest_is_not_customized() => CaseAsync(async () =>
    {
        MoRef vm = await MakeRunningVmAsync("guest-runs");
        Assert.Equal("InvalidPowerState", (await FailureOfAsync(() => CustomizeAsync(vm))).Fault?.Name);
    });

    [Fact]
    public Task Settings_for_more_adapters_than_there_are_are_refused() => CaseAsync(async () =>
    {
        MoRef vm = await MakeVmAsync("guest-nics");
        var guest = new LinuxGuest { HostName = "conformance", Adapters = [.. Enumerable.Repeat(new GuestAdapter(), Places.Vm.Networks.Count + 1)] };
        Assert.Equal("NicSettingMismatch", (await FailureOfAsync(() => Gateway.StartCustomizeAsync(vm, guest, NoSecrets, Stop))).Fault?.Name);
    });

    [Fact]
    public Task A_refused_customization_does_not_repeat_a_secret() => CaseAsync(async () =>
    {
        const string Secret = "conformance-planted-secret";
        var password = new SecretReference("env:CONFORMANCE");
        var guest = new WindowsGuest { HostName = "conformance", FullName = "Conformance", Organization = "Conformance", AdministratorPassword = password };
        VmSnapshotException refused = await FailureOfAsync(
            () => Gateway.StartCustomizeAsync(GoneVm, guest, new Dictionary<SecretReference, string> { [password] = Secret }, Stop));
        Assert.Equal("ManagedObjectNotFound", refused.Fault?.Name);
        Assert.DoesNotContain(Secret, refused.ToString(), StringComparison.Ordinal);
    });

    private static AddDisk SlotOf(VmDescription vm, int unit, long capacityBytes) => new(vm.Disks[0].ControllerKey, unit, capacityBytes);

    private Task<MoRef> CustomizeAsync(MoRef vm) => Gateway.StartCustomizeAsync(vm, new LinuxGuest { HostName = "conformance" }, NoSecrets, Stop);
}
