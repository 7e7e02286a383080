using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.Conformance;

/// <summary>Power, and the end of a VM.</summary>
public abstract partial class GatewayConformance
{
    [Fact]
    public Task A_VM_goes_on_and_off() => CaseAsync(async () =>
    {
        MoRef vm = await MakeRunningVmAsync("power");
        Assert.Equal((VmPowerState.PoweredOn, true), ((await ReadAsync(vm)).PowerState, (await LookAtAsync(vm)).IsPoweredOn));
        await SucceedAsync(Gateway.StartPowerOffAsync(vm, Stop));
        Assert.Equal((VmPowerState.PoweredOff, false), ((await ReadAsync(vm)).PowerState, (await LookAtAsync(vm)).IsPoweredOn));
    });

    [Fact]
    public Task What_runs_already_is_InvalidPowerState_and_goes_on_running() => CaseAsync(async () =>
    {
        MoRef vm = await MakeRunningVmAsync("on-twice");
        Assert.Equal("InvalidPowerState", (await FailureOfAsync(() => Gateway.StartPowerOnAsync(vm, Stop))).Fault?.Name);
        Assert.True((await LookAtAsync(vm)).IsPoweredOn);
    });

    [Fact]
    public Task What_is_off_already_is_InvalidPowerState() => CaseAsync(async () =>
    {
        MoRef vm = await MakeVmAsync("off-twice");
        Assert.Equal("InvalidPowerState", (await FailureOfAsync(() => Gateway.StartPowerOffAsync(vm, Stop))).Fault?.Name);
    });

    [Fact]
    public Task What_runs_is_not_destroyed() => CaseAsync(async () =>
    {
        MoRef vm = await MakeRunningVmAsync("keep-it");
        Assert.Equal("InvalidPowerState", (await FailureOfAsync(() => Gateway.StartDestroyAsync(vm, Stop))).Fault?.Name);
        Assert.True((await LookAtAsync(vm)).IsPoweredOn);
    });

    [Fact]
    public Task What_is_gone_is_ManagedObjectNotFound_to_every_mutation() => CaseAsync(async () =>
    {
        // A real one that was there: some servers take a reference that they never gave for something else.
        MoRef vm = await MakeVmAsync("gone");
        await SucceedAsync(Gateway.StartDestroyAsync(vm, Stop));
        foreach (MoRef gone in new[] { vm, GoneVm })
        {
            Assert.Equal("ManagedObjectNotFound", (await FailureOfAsync(() => Gateway.StartPowerOnAsync(gone, Stop))).Fault?.Name);
            Assert.Equal("ManagedObjectNotFound", (await FailureOfAsync(() => Gateway.StartPowerOffAsync(gone, Stop))).Fault?.Name);
            Assert.Equal("ManagedObjectNotFound", (await FailureOfAsync(() => Gateway.StartDestroyAsync(gone, Stop))).Fault?.Name);
            Assert.Equal("ManagedObjectNotFound", (await FailureOfAsync(() => Gateway.StartCreateNativeSnapshotAsync(gone, Snapshot("gone"), Stop))).Fault?.Name);
            Assert.Equal("ManagedObjectNotFound", (await FaultOfAsync(() => Gateway.MarkAsTemplateAsync(gone, Stop))).Name);
        }
    });
}
