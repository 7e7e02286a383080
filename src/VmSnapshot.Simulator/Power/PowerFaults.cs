using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Power;

/// <summary>The faults of power operations and lost hosts, as the vSphere Web Services API reference names them.</summary>
internal static class PowerFaults
{
    internal static VimFaultException HostNotConnected(HostSystem host)
        => SimulatedFault.Of(new HostNotConnected(), $"The host '{host.Name}' is disconnected.");

    internal static VimFaultException HostNotReachable(HostSystem host)
        => SimulatedFault.Of(new HostNotReachable(), $"The host '{host.Name}' does not respond.");

    internal static VimFaultException InvalidHostState(HostSystem host)
        => SimulatedFault.Of(new InvalidHostState { Host = host.Reference }, $"The operation is not allowed in the current state of the host '{host.Name}'.");

    internal static VimFaultException NoActiveHostInCluster(ComputeResource compute)
        => SimulatedFault.Of(new NoActiveHostInCluster { ComputeResource = compute.Reference }, $"No host in '{compute.Name}' is connected and out of maintenance.");

    internal static VimFaultException InvalidVmState(VirtualMachine vm)
        => SimulatedFault.Of(new InvalidVmState { Vm = vm.Reference }, $"The operation is not allowed in the current state of '{vm.Name}'.");

    internal static VimFaultException CannotAccessFile(string file)
        => SimulatedFault.Of(new CannotAccessFile { File = file }, $"Unable to access file {file}.");

    internal static VimFaultException CannotAccessNetwork(VirtualDevice card, Network network)
        => SimulatedFault.Of(
            new CannotAccessNetwork { Network = network.Reference, Device = card.DeviceInfo?.Label, Backing = network.Name },
            $"Network interface '{card.DeviceInfo?.Label}' uses network '{network.Name}', which is not accessible.");

    internal static VimFaultException NotEnoughLogicalCpus(HostSystem host, int available, int wanted)
        => SimulatedFault.Of(
            new NotEnoughLogicalCpus { Host = host.Reference, NumCpuDest = available, NumCpuVm = wanted },
            $"The virtual machine has {wanted} virtual CPUs, the host '{host.Name}' only {available} logical ones.");

    internal static VimFaultException InsufficientMemory(long unreservedBytes, long requestedBytes)
        => SimulatedFault.Of(
            new InsufficientMemoryResourcesFault { Unreserved = unreservedBytes, Requested = requestedBytes },
            "The available memory resources are insufficient for the operation.");

    internal static VimFaultException InsufficientCpu(long unreservedMhz, long requestedMhz)
        => SimulatedFault.Of(
            new InsufficientCpuResourcesFault { Unreserved = unreservedMhz, Requested = requestedMhz },
            "The available CPU resources are insufficient for the operation.");

    internal static VimFaultException ToolsUnavailable(VirtualMachine vm)
        => SimulatedFault.Of(new ToolsUnavailable(), $"VMware Tools are not running in '{vm.Name}'.");

    internal static VimFaultException ConcurrentAccess(VirtualMachine vm)
        => SimulatedFault.Of(new ConcurrentAccess(), $"'{vm.Name}' is not waiting for an answer any more.");

    internal static VimFaultException RefusedByAnswer(VmQuestion question)
        => SimulatedFault.Of(new GenericVmConfigFault { Reason = question.MessageId }, $"The power-on was given up by the answer to {question.MessageId}.");

    internal static LocalizedMethodFault Localized(this VimFaultException fault) => new() { Fault = fault.Fault, LocalizedMessage = fault.Message };
}
