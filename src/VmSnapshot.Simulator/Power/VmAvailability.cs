using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Tasks;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Power;

/// <summary>Whether vCenter reaches a VM: its host, and the files it consists of.</summary>
internal static class VmAvailability
{
    /// <summary>
    /// What the VM's host and the datastore of its configuration file make of it. A VM whose host is lost is
    /// disconnected; one whose files are lost is inaccessible (vSphere Web Services API reference,
    /// VirtualMachineConnectionState).
    /// </summary>
    internal static VirtualMachineConnectionState ConnectionOf(VCenter vCenter, VirtualMachine vm)
    {
        if (vm.Host is { } host && host.ConnectionState != HostSystemConnectionState.Connected)
        {
            return VirtualMachineConnectionState.Disconnected;
        }

        return vm.Config.Files?.VmPathName is { } path && vm.Datacenter is { } datacenter
            && vCenter.Inventory.FindDatastore(datacenter, path) is { Accessible: false }
                ? VirtualMachineConnectionState.Inaccessible
                : VirtualMachineConnectionState.Connected;
    }

    /// <summary>Refuses what can't be done to a VM that vCenter doesn't reach.</summary>
    /// <exception cref="VimFaultException">HostNotConnected, HostNotReachable, InvalidVmState.</exception>
    internal static void Require(VirtualMachine vm)
    {
        if (vm.Host is { } host)
        {
            RequireReachable(host);
        }

        if (vm.Runtime.ConnectionState != VirtualMachineConnectionState.Connected)
        {
            throw PowerFaults.InvalidVmState(vm);
        }
    }

    /// <exception cref="VimFaultException">HostNotConnected, HostNotReachable.</exception>
    internal static void RequireReachable(HostSystem host)
    {
        if (host.ConnectionState == HostSystemConnectionState.Disconnected)
        {
            throw PowerFaults.HostNotConnected(host);
        }

        if (host.ConnectionState == HostSystemConnectionState.NotResponding)
        {
            throw PowerFaults.HostNotReachable(host);
        }
    }

    /// <exception cref="VimFaultException">TaskInProgress.</exception>
    internal static void RequireIdle(VirtualMachine vm)
    {
        TaskRunner.RequireIdle(vm);
    }

    /// <exception cref="VimFaultException">NotSupported.</exception>
    internal static void RequireNoTemplate(VirtualMachine vm)
    {
        if (vm.IsTemplate)
        {
            throw SimulatedFault.NotSupported($"'{vm.Name}' is a template.");
        }
    }
}
