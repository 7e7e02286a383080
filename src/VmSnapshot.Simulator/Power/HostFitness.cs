using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Power;

/// <summary>Whether a host can run a VM.</summary>
internal static class HostFitness
{
    /// <summary>Everything that keeps a VM from running on a host, the gravest first.</summary>
    internal static IEnumerable<PowerOnProblem> ProblemsOf(VCenter vCenter, VirtualMachine vm, HostSystem host)
        => [.. OfHost(vm, host), .. OfFiles(vCenter, vm, host), .. OfReservations(vm, host), .. OfNetworks(vCenter, vm, host)];

    /// <summary>
    /// The first problem that vCenter refuses to power on for. A network that the host lacks isn't one: the adapter stays
    /// unconnected.
    /// </summary>
    internal static PowerOnProblem? ObstacleOf(VCenter vCenter, VirtualMachine vm, HostSystem host)
        => ProblemsOf(vCenter, vm, host).FirstOrDefault(problem => problem.Test != PowerOnTest.Network);

    internal static bool IsActive(HostSystem host) => host.ConnectionState == HostSystemConnectionState.Connected && !host.InMaintenanceMode;

    private static IEnumerable<PowerOnProblem> OfHost(VirtualMachine vm, HostSystem host)
    {
        if (host.ConnectionState == HostSystemConnectionState.Disconnected)
        {
            yield return new(PowerOnTest.Host, PowerFaults.HostNotConnected(host));
        }
        else if (host.ConnectionState == HostSystemConnectionState.NotResponding)
        {
            yield return new(PowerOnTest.Host, PowerFaults.HostNotReachable(host));
        }
        else if (host.InMaintenanceMode)
        {
            yield return new(PowerOnTest.Host, PowerFaults.InvalidHostState(host));
        }

        int logicalCpus = host.CpuCores * 2;
        if (vm.Config.Hardware?.NumCPU is { } cpus && cpus > logicalCpus)
        {
            yield return new(PowerOnTest.Host, PowerFaults.NotEnoughLogicalCpus(host, logicalCpus, cpus));
        }
    }

    private static IEnumerable<PowerOnProblem> OfFiles(VCenter vCenter, VirtualMachine vm, HostSystem host)
    {
        if (vm.Datacenter is not { } datacenter)
        {
            yield break;
        }

        IEnumerable<string?> files = vm.Devices.OfType<VirtualDisk>().Select(disk => disk.Backing).OfType<VirtualDeviceFileBackingInfo>()
            .Select(backing => backing.FileName).Prepend(vm.Config.Files?.VmPathName);
        foreach (string file in files.OfType<string>())
        {
            if (vCenter.Inventory.FindDatastore(datacenter, file) is { } datastore && !(datastore.Accessible && host.Datastores.Contains(datastore.Reference)))
            {
                yield return new(PowerOnTest.Datastore, PowerFaults.CannotAccessFile(file));
            }
        }
    }

    private static IEnumerable<PowerOnProblem> OfNetworks(VCenter vCenter, VirtualMachine vm, HostSystem host)
    {
        if (vm.Datacenter is not { } datacenter)
        {
            yield break;
        }

        foreach (VirtualEthernetCard card in vm.Devices.OfType<VirtualEthernetCard>())
        {
            if (vCenter.Inventory.FindNetwork(datacenter, card.Backing) is { } network && !host.Networks.Contains(network.Reference))
            {
                yield return new(PowerOnTest.Network, PowerFaults.CannotAccessNetwork(card, network));
            }
        }
    }

    // Admission in its simplest form: the reservations of all running VMs have to fit into the host. What ESXi needs for
    // itself and for each VM isn't counted, and pools reserve nothing.
    private static IEnumerable<PowerOnProblem> OfReservations(VirtualMachine vm, HostSystem host)
    {
        static long ReservedMB(VirtualMachineConfigInfo config)
            => config.MemoryReservationLockedToMax == true ? config.Hardware?.MemoryMB ?? 0 : config.MemoryAllocation?.Reservation ?? 0;
        static long ReservedMhz(VirtualMachineConfigInfo config) => config.CpuAllocation?.Reservation ?? 0;

        (long memoryMB, long mhz) = (ReservedMB(vm.Config), ReservedMhz(vm.Config));
        if (memoryMB <= 0 && mhz <= 0)
        {
            yield break; // the usual case, and hosts of large inventories have thousands of VMs
        }

        List<VirtualMachineConfigInfo> running = [.. HostLoad.RunningOn(host).Where(other => other != vm).Select(other => other.Config)];
        long unreservedBytes = host.MemoryBytes - (running.Sum(ReservedMB) << 20);
        if (memoryMB << 20 > unreservedBytes)
        {
            yield return new(PowerOnTest.ResourcePool, PowerFaults.InsufficientMemory(Math.Max(0, unreservedBytes), memoryMB << 20));
        }

        long unreservedMhz = ((long)host.CpuCores * host.CpuMhz) - running.Sum(ReservedMhz);
        if (mhz > unreservedMhz)
        {
            yield return new(PowerOnTest.ResourcePool, PowerFaults.InsufficientCpu(Math.Max(0, unreservedMhz), mhz));
        }
    }
}
