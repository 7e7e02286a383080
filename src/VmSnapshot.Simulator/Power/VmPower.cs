using VmSnapshot.Simulator.Guests;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Power;

/// <summary>What being on or off means for a VM. Who may switch it, and when, is decided elsewhere.</summary>
internal static class VmPower
{
    /// <summary>Lets the VM run on its host; its guest starts.</summary>
    internal static void TurnOn(VCenter vCenter, VirtualMachine vm)
    {
        HostSystem host = vm.Host!;
        vm.GuestState.KeepsAdaptersUnconnected = vm.GuestState.Pending is not null;
        DeviceConnections.Connect(vCenter, vm, withAdapters: !vm.GuestState.KeepsAdaptersUnconnected);
        vm.ChangeRuntime(runtime => ShowRunning(runtime, vm, host));
        host.LoadChanged();
        GuestLife.Boot(vCenter, vm);
    }

    /// <summary>
    /// Takes the VM off its processors. vCenter calls every power-off clean but that of a VM whose process died.
    /// </summary>
    internal static void TurnOff(VCenter vCenter, VirtualMachine vm)
    {
        GuestLife.Halt(vCenter, vm);
        DeviceConnections.Disconnect(vm);
        vm.ChangeRuntime(runtime =>
        {
            runtime.PowerState = VirtualMachinePowerState.PoweredOff;
            (runtime.BootTime, runtime.MaxCpuUsage, runtime.MaxMemoryUsage) = (null, null, null);
            runtime.CleanPowerOff = true;
        });
        vm.Host?.LoadChanged();
    }

    /// <summary>
    /// Makes a VM one that has been running since before the test began: no task, no event, its guest up, or without
    /// VMware Tools as up as it gets. What can be computed later is, so that an inventory of many VMs starts quickly.
    /// </summary>
    internal static void DeclareRunning(VCenter vCenter, VirtualMachine vm)
    {
        HostSystem host = vm.Host!;
        VirtualMachineConfigInfo stopped = vm.Config;
        GuestInfo before = vm.Guest;
        vm.SetLazily("config", () => DeviceConnections.Connected(vCenter, vm, stopped, withAdapters: true));
        vm.ChangeRuntime(runtime => ShowRunning(runtime, vm, host));
        vm.SetLazily("guest", () => vm.GuestState.HasTools ? GuestReport.Running(vm, before) : GuestReport.WithoutTools(before));
        vm.Set("guestHeartbeatStatus", vm.GuestState.HasTools ? ManagedEntityStatus.Green : ManagedEntityStatus.Gray);
    }

    private static void ShowRunning(VirtualMachineRuntimeInfo runtime, VirtualMachine vm, HostSystem host)
    {
        VirtualHardware? hardware = vm.Config.Hardware;
        runtime.PowerState = VirtualMachinePowerState.PoweredOn;
        runtime.BootTime = vm.World.Now;
        runtime.CleanPowerOff = null;
        runtime.MaxCpuUsage = (hardware?.NumCPU ?? 0) * host.CpuMhz;
        runtime.MaxMemoryUsage = hardware?.MemoryMB;
    }
}
