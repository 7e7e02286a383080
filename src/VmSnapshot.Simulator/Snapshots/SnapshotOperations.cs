using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Tasks;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Snapshots;

/// <summary>Native snapshots and disk chains. All of it has the VM to itself: a second request meets TaskInProgress.</summary>
internal static class SnapshotOperations
{
    internal static void Register(VCenter vCenter)
    {
        vCenter.Operations.On<CreateSnapshotRequestType>((call, request) => Take(vCenter, call, request.This, new SnapshotOrder
        {
            Name = request.Name,
            Description = request.Description,
            WithMemory = request.Memory,
            Quiesce = request.Quiesce,
        }));
        vCenter.Operations.On<CreateSnapshotExRequestType>((call, request) => Take(vCenter, call, request.This, new SnapshotOrder
        {
            Name = request.Name,
            Description = request.Description,
            WithMemory = request.Memory,
            Quiesce = request.QuiesceSpec is not null,
            QuiesceApplications = request.QuiesceSpec is VirtualMachineWindowsQuiesceSpec,
        }));
        vCenter.Operations.On<RemoveSnapshotRequestType>((call, request) => Remove(vCenter, call, request));
        vCenter.Operations.On<ConsolidateVMDisksRequestType>((call, request) => Consolidate(vCenter, call, request));
    }

    private static ManagedObjectReference Take(VCenter vCenter, SimulatedCall call, ManagedObjectReference? self, SnapshotOrder order)
    {
        VirtualMachine vm = vCenter.World.Require<VirtualMachine>(self);
        return Start(vCenter, call, vm, "VirtualMachine.createSnapshot", () => SnapshotTaking.Take(vCenter, vm, order).Reference);
    }

    private static ManagedObjectReference Remove(VCenter vCenter, SimulatedCall call, RemoveSnapshotRequestType request)
    {
        VirtualMachineSnapshot snapshot = vCenter.World.Require<VirtualMachineSnapshot>(request.This);
        return Start(vCenter, call, snapshot.Vm, "vm.Snapshot.remove", () =>
        {
            new SnapshotRemoval(vCenter, snapshot.Vm).Remove(snapshot, request.RemoveChildren, request.Consolidate ?? true);
            return null;
        });
    }

    private static ManagedObjectReference Consolidate(VCenter vCenter, SimulatedCall call, ConsolidateVMDisksRequestType request)
    {
        VirtualMachine vm = vCenter.World.Require<VirtualMachine>(request.This);
        return Start(vCenter, call, vm, "VirtualMachine.consolidateDisks", () =>
        {
            new SnapshotRemoval(vCenter, vm).Consolidate();
            return null;
        });
    }

    private static ManagedObjectReference Start(VCenter vCenter, SimulatedCall call, VirtualMachine vm, string descriptionId, Func<object?> finish)
        => vCenter.Tasks.Start(call, vm, descriptionId, new TaskWork { Duration = vCenter.Options.TaskDuration, Locks = [vm], Finish = finish });
}
