using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.Conformance;

/// <summary>Reading a VM in full.</summary>
public abstract partial class GatewayConformance
{
    [Fact]
    public Task A_VM_is_read_as_the_witness_sees_it() => CaseAsync(async () =>
    {
        VmDescription read = await ReadAsync(Places.Vm.MoRef);
        WitnessedVm seen = await LookAtAsync(read.MoRef);
        Assert.Equal(
            (seen.Path, seen.InstanceUuid, seen.Cpus, seen.MemoryMiB, seen.IsTemplate, seen.IsPoweredOn),
            (read.Path, read.InstanceUuid, read.Cpus, read.MemoryMiB, read.IsTemplate, read.PowerState == VmPowerState.PoweredOn));
        Assert.Equal(seen.DiskCapacityBytes.Order(), read.Disks.Select(disk => disk.CapacityBytes).Order());
        Assert.Equal(seen.Marker, read.Marker?.ToExtraConfigValue());
    });

    [Fact]
    public Task A_VM_is_read_with_where_it_is() => CaseAsync(async () =>
    {
        VmDescription read = await ReadAsync(await MakeVmAsync("places"));
        Assert.Equal(Places.Folder, read.Folder);
        Assert.Equal(Places.ResourcePool.MoRef, read.ResourcePool);
        Assert.Equal(Places.Vm.Datacenter, read.Datacenter);
        Assert.Equal($"{Places.Folder.Path}/{read.Name}", read.Path);
        Assert.NotEmpty(read.Datastore);
    });

    [Fact]
    public Task Disks_and_controllers_are_read_with_their_slots() => CaseAsync(async () =>
    {
        VmDescription read = await ReadAsync(Places.Vm.MoRef);
        Assert.NotEmpty(read.Disks);
        Assert.Equal(read.Disks.OrderBy(disk => disk.Key), read.Disks);
        Assert.All(read.Disks, disk =>
        {
            VmController controller = Assert.Single(read.Controllers, controller => controller.Key == disk.ControllerKey);
            Assert.Contains(disk.UnitNumber, controller.UnitsInUse);
            Assert.All([disk.Label, disk.Datastore, controller.Label, controller.Type], Assert.NotEmpty);
            Assert.False(disk.HasParent);
        });
    });

    [Fact]
    public Task A_network_adapter_is_read_with_its_network_by_name() => CaseAsync(async () =>
    {
        VmDescription read = await ReadAsync(Places.Vm.MoRef);
        VmNetworkAdapter adapter = read.Networks[0];
        Assert.Equal(Places.Network.Name, adapter.Network);
        Assert.Matches("^([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}$", adapter.MacAddress);
        Assert.StartsWith("Virtual", adapter.AdapterType, StringComparison.Ordinal);
    });

    [Fact]
    public Task A_VM_that_was_never_there_is_null() => CaseAsync(async () => Assert.Null(await Gateway.ReadVmAsync(GoneVm, Stop)));

    [Fact]
    public Task A_VM_that_is_destroyed_is_null_and_not_found_any_more() => CaseAsync(async () =>
    {
        VmDescription made = await ReadAsync(await MakeVmAsync("destroyed"));
        await SucceedAsync(Gateway.StartDestroyAsync(made.MoRef, Stop));
        Assert.Null(await Gateway.ReadVmAsync(made.MoRef, Stop));
        Assert.Null(await Gateway.FindVmInFolderAsync(Places.Folder.MoRef, made.Name, Stop));
        foreach (VmReference reference in ReferencesTo(made))
        {
            Assert.Empty(await Gateway.FindVmsAsync(reference, Stop));
        }

        Assert.Null(await _fixture.LookAtAsync(made.MoRef, Stop));
    });

    [Fact]
    public Task A_VM_whose_configuration_is_away_is_an_error_and_no_VM_without_hardware() => CaseAsync(async () =>
    {
        MoRef vm = await MakeVmAsync("unreadable");
        using (_fixture.MakeUnreadable(vm))
        {
            var error = await Assert.ThrowsAnyAsync<VmSnapshotException>(() => Gateway.ReadVmAsync(vm, Stop));
            Assert.Contains(error.Code, new[] { VmSnapshotErrorCodes.VmUnreadable, VmSnapshotErrorCodes.PrivilegeMissing });
            Assert.Equal(error.Code == VmSnapshotErrorCodes.VmUnreadable, error.IsTransient);
        }

        Assert.NotEmpty((await ReadAsync(vm)).Disks);
    });
}
