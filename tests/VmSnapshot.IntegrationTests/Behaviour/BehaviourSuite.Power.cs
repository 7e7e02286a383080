using VmSnapshot.Vim25;

namespace VmSnapshot.IntegrationTests.Behaviour;

/// <summary>Power states.</summary>
public abstract partial class BehaviourSuite
{
    [Fact]
    public Task A_VM_goes_on_and_off() => CaseAsync("poweredOn; has a host; poweredOff", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("power-cycle");
        await s.PowerOnAsync(vm);
        var running = await s.ReadAsync<VirtualMachineRuntimeInfo>(vm, "runtime");
        await s.PowerOffAsync(vm);
        return Lines(running.PowerState, running.Host is null ? "has no host" : "has a host", await s.ReadAsync(vm, "runtime.powerState"));
    });

    [Fact]
    public Task The_summary_knows_the_power_state() => CaseAsync("poweredOn", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("power-summary");
        await s.PowerOnAsync(vm);
        return $"{await s.ReadAsync(vm, "summary.runtime.powerState")}";
    });

    [Fact]
    public Task What_runs_cannot_be_powered_on() => CaseAsync("InvalidPowerState poweredOn", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("power-twice");
        await s.PowerOnAsync(vm);
        return await PowerFaultAsync(() => s.PowerOnAsync(vm));
    });

    [Fact]
    public Task What_is_off_cannot_be_powered_off() => CaseAsync("InvalidPowerState poweredOff", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("power-off-twice");
        return await PowerFaultAsync(() => s.PowerOffAsync(vm));
    });

    [Fact]
    public Task What_is_off_cannot_be_shut_down() => CaseAsync("InvalidPowerState poweredOff", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("shutdown-off");
        return await PowerFaultAsync(() => s.Client.ShutdownGuestAsync(vm, Stop));
    });

    [Fact]
    public Task What_runs_cannot_be_destroyed() => CaseAsync("InvalidPowerState poweredOn; poweredOn", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("destroy-running");
        await s.PowerOnAsync(vm);
        return Lines(await PowerFaultAsync(() => s.ResultOfAsync(s.Client.DestroyTaskAsync(vm, Stop))), await s.ReadAsync(vm, "runtime.powerState"));
    });

    [Fact]
    public Task Several_VMs_are_powered_on_together() => CaseAsync("2 attempted; poweredOn; poweredOn", async s =>
    {
        ManagedObjectReference first = await s.NewVmAsync("multi-1");
        ManagedObjectReference second = await s.NewVmAsync("multi-2");
        object? result = await s.ResultOfAsync(s.Client.PowerOnMultiVMTaskAsync(await s.FindAsync(Names.Datacenter), [first, second], cancellationToken: Stop));
        return Lines(
            result is ClusterPowerOnVmResult { Attempted: { } attempted } ? $"{attempted.Count} attempted" : $"{result?.GetType().Name ?? "nothing"}",
            await EventualPowerStateAsync(s, first),
            await EventualPowerStateAsync(s, second));
    });

    [Fact]
    public Task A_VM_has_CPUs_by_hot_plug_only_while_it_runs() => CaseAsync("refused; 1", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("hot-cpu");
        await s.PowerOnAsync(vm);
        string end = await EndOfAsync(() => s.ReconfigureAsync(vm, new VirtualMachineConfigSpec { NumCPUs = 2 }));
        return Lines(end == "CpuHotPlugNotSupported" || VimFaultIs(end, "InvalidState") ? "refused" : end, (await s.ConfigAsync(vm)).Hardware!.NumCPU);
    });

    private static async Task<string> EventualPowerStateAsync(BehaviourSession s, ManagedObjectReference vm)
    {
        for (int attempt = 0; attempt < 100 && await s.ReadAsync<VirtualMachinePowerState>(vm, "runtime.powerState") != VirtualMachinePowerState.PoweredOn; attempt++)
        {
            await Task.Delay(20, Stop);
        }

        return $"{await s.ReadAsync(vm, "runtime.powerState")}";
    }

    private static async Task<string> PowerFaultAsync(Func<Task> act)
    {
        try
        {
            await act();
            return Done;
        }
        catch (VimFaultException fault)
        {
            return $"{fault.FaultName} {(fault.Fault as InvalidPowerState)?.ExistingState}";
        }
    }
}
