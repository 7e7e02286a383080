using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Inventory;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Tasks;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Reconfiguring;

/// <summary>
/// CheckVmConfig_Task: what a reconfigure, or the making of a VM, would fail with, as a result instead of a fault. Nothing
/// is changed (vSphere Web Services API reference, VirtualMachineCompatibilityChecker).
/// </summary>
internal static class VmConfigCheck
{
    internal static ManagedObjectReference Start(VCenter vCenter, SimulatedCall call, CheckVmConfigRequestType request)
    {
        VirtualMachineConfigSpec spec = request.Spec ?? throw SimulatedFault.InvalidArgument("spec");
        VirtualMachine? vm = request.Vm is null ? null : vCenter.World.Require<VirtualMachine>(request.Vm, "vm");
        HostSystem? host = request.Host is null ? vm?.Host : vCenter.World.Require<HostSystem>(request.Host, "host");
        ResourcePool? pool = request.Pool is null ? vm?.Pool : vCenter.World.Require<ResourcePool>(request.Pool, "pool");
        host ??= pool?.Owner.HostSystems.FirstOrDefault(found => found.ConnectionState == HostSystemConnectionState.Connected);
        if (host is null)
        {
            // Without a VM it takes a host or a pool to check against.
            throw SimulatedFault.InvalidArgument("host");
        }

        return vCenter.Tasks.Start(call, (ManagedEntity?)vm ?? host, "vm.check.CompatibilityChecker.checkVmConfig", new TaskWork
        {
            Duration = vCenter.Options.TaskDuration,
            Finish = () => new List<CheckResult> { Check(vCenter, spec, vm, host) },
        });
    }

    private static CheckResult Check(VCenter vCenter, VirtualMachineConfigSpec spec, VirtualMachine? vm, HostSystem host)
    {
        var result = new CheckResult { Vm = vm?.Reference, Host = host.Reference };
        try
        {
            ReconfigureTarget target = vm is null ? NewVm(spec, host) : ReconfigureTarget.Of(vm);
            ReconfigurePlan.Make(vCenter, target, spec);
        }
        catch (VimFaultException fault)
        {
            result.Error = [new LocalizedMethodFault { Fault = fault.Fault, LocalizedMessage = fault.Message }];
        }

        return result;
    }

    private static ReconfigureTarget NewVm(VirtualMachineConfigSpec spec, HostSystem host)
    {
        string version = HardwareLimits.NumberOf(spec.Version) is > 0 and <= HardwareLimits.Newest ? spec.Version! : HardwareLimits.NameOf(HardwareLimits.Newest);
        if (spec.Version is { } wanted && wanted != version)
        {
            throw SimulatedFault.InvalidArgument("configSpec.version");
        }

        return new ReconfigureTarget
        {
            Datacenter = host.Datacenter!,
            Host = host,
            Config = new VirtualMachineConfigInfo
            {
                Name = spec.Name ?? "New Virtual Machine",
                Version = version,
                Firmware = "bios",
                GuestId = "otherGuest",
                Files = new VirtualMachineFileInfo { VmPathName = spec.Files?.VmPathName },
                Hardware = new VirtualHardware { NumCPU = 1, NumCoresPerSocket = 1, MemoryMB = 4, Device = StandardDevices.Create() },
            },
        };
    }
}
