using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Snapshots;

/// <summary>A VM's tree of snapshots as vim25 shows it: <c>snapshot</c>, <c>rootSnapshot</c> and each snapshot's children.</summary>
internal static class SnapshotTree
{
    /// <summary>The snapshots from a root down to the current one.</summary>
    internal static IReadOnlyList<VirtualMachineSnapshotTree> PathToCurrent(VirtualMachine vm)
        => vm.Snapshots is { CurrentSnapshot: { } current } info ? PathTo(info.RootSnapshotList, current) ?? [] : [];

    /// <summary>Hangs a new snapshot below the current one and makes it the current one.</summary>
    internal static void Add(VirtualMachine vm, VirtualMachineSnapshotTree added)
    {
        ManagedObjectReference? current = vm.Snapshots?.CurrentSnapshot;
        IReadOnlyList<VirtualMachineSnapshotTree> roots = vm.Snapshots?.RootSnapshotList ?? [];
        if (vm.World.Find(current) is VirtualMachineSnapshot parent)
        {
            parent.Children.Add(added.Snapshot!);
            roots = Rebuild(roots, node => Equals(node.Snapshot, current) ? [With(node, [.. node.ChildSnapshotList ?? [], added])] : null);
        }
        else
        {
            roots = [.. roots, added];
        }

        Set(vm, roots, added.Snapshot);
    }

    /// <summary>Takes a snapshot out; its children move up to its parent, or go too.</summary>
    /// <returns>The snapshots that went.</returns>
    internal static IReadOnlyList<VirtualMachineSnapshot> Remove(VirtualMachine vm, VirtualMachineSnapshot removed, bool withChildren)
    {
        VirtualMachineSnapshotInfo info = vm.Snapshots!;
        IReadOnlyList<VirtualMachineSnapshotTree> path = PathTo(info.RootSnapshotList, removed.Reference) ?? [];
        if (path.Count == 0)
        {
            throw SimulatedFault.ManagedObjectNotFound(removed.Reference);
        }

        VirtualMachineSnapshotTree node = path[^1];
        ManagedObjectReference? parent = path.Count > 1 ? path[^2].Snapshot : null;
        IReadOnlyList<VirtualMachineSnapshotTree> children = node.ChildSnapshotList ?? [];
        HashSet<ManagedObjectReference> gone = withChildren ? [.. Flatten([node]).Select(found => found.Snapshot!)] : [removed.Reference];
        IReadOnlyList<VirtualMachineSnapshotTree> roots = Rebuild(info.RootSnapshotList, found => Equals(found.Snapshot, removed.Reference) ? (withChildren ? [] : children) : null);
        if (vm.World.Find(parent) is VirtualMachineSnapshot above)
        {
            above.Children.Remove(removed.Reference);
            foreach (VirtualMachineSnapshotTree child in withChildren ? [] : children)
            {
                above.Children.Add(child.Snapshot!);
            }
        }

        ManagedObjectReference? current = info.CurrentSnapshot is { } now && gone.Contains(now) ? parent : info.CurrentSnapshot;
        List<VirtualMachineSnapshot> objects = [.. gone.Select(vm.World.Find).OfType<VirtualMachineSnapshot>()];
        Set(vm, roots, current);
        return objects;
    }

    /// <summary>Gives a VM that is registered again the snapshots that it had, with references of their own.</summary>
    internal static void TakeOver(VirtualMachine old, VirtualMachine registered)
    {
        if (old.Snapshots is not { } info)
        {
            return;
        }

        SimulatedWorld world = registered.World;
        ManagedObjectReference? current = null;
        List<VirtualMachineSnapshotTree> roots = Registered(info.RootSnapshotList);
        old.Set("snapshot", null);
        Set(registered, roots, current);

        List<VirtualMachineSnapshotTree> Registered(IReadOnlyList<VirtualMachineSnapshotTree>? nodes) => (nodes ?? []).Select(node =>
        {
            var before = (VirtualMachineSnapshot)world.Find(node.Snapshot)!;
            var now = world.Add(new VirtualMachineSnapshot(world, new ManagedObjectReference("VirtualMachineSnapshot", world.NewId("snapshot")))
            {
                Config = before.Config,
                Vm = registered,
                MemoryFile = before.MemoryFile,
            });
            current = Equals(node.Snapshot, info.CurrentSnapshot) ? now.Reference : current;
            List<VirtualMachineSnapshotTree> children = Registered(node.ChildSnapshotList);
            children.ForEach(child => now.Children.Add(child.Snapshot!));
            VirtualMachineSnapshotTree taken = With(node, children);
            (taken.Snapshot, taken.Vm) = (now.Reference, registered.Reference);
            world.Remove(before);
            return taken;
        }).ToList();
    }

    private static void Set(VirtualMachine vm, IReadOnlyList<VirtualMachineSnapshotTree> roots, ManagedObjectReference? current)
    {
        vm.Set("snapshot", roots.Count == 0 ? null : new VirtualMachineSnapshotInfo { CurrentSnapshot = current, RootSnapshotList = roots });
        vm.Set("rootSnapshot", roots.Select(root => root.Snapshot!).ToList());
    }

    /// <summary>The nodes with some replaced; what doesn't change is shared with the tree before.</summary>
    private static List<VirtualMachineSnapshotTree> Rebuild(
        IReadOnlyList<VirtualMachineSnapshotTree>? nodes, Func<VirtualMachineSnapshotTree, IReadOnlyList<VirtualMachineSnapshotTree>?> replace)
    {
        List<VirtualMachineSnapshotTree> rebuilt = [];
        foreach (VirtualMachineSnapshotTree node in nodes ?? [])
        {
            if (replace(node) is { } replaced)
            {
                rebuilt.AddRange(replaced);
            }
            else
            {
                rebuilt.Add(node.ChildSnapshotList is { Count: > 0 } ? With(node, Rebuild(node.ChildSnapshotList, replace)) : node);
            }
        }

        return rebuilt;
    }

    private static VirtualMachineSnapshotTree With(VirtualMachineSnapshotTree node, List<VirtualMachineSnapshotTree> children) => new()
    {
        Snapshot = node.Snapshot,
        Vm = node.Vm,
        Name = node.Name,
        Description = node.Description,
        Id = node.Id,
        CreateTime = node.CreateTime,
        State = node.State,
        Quiesced = node.Quiesced,
        BackupManifest = node.BackupManifest,
        ReplaySupported = node.ReplaySupported,
        ChildSnapshotList = children.Count > 0 ? children : null,
    };

    private static IReadOnlyList<VirtualMachineSnapshotTree>? PathTo(IReadOnlyList<VirtualMachineSnapshotTree>? nodes, ManagedObjectReference wanted)
    {
        foreach (VirtualMachineSnapshotTree node in nodes ?? [])
        {
            if (Equals(node.Snapshot, wanted))
            {
                return [node];
            }

            if (PathTo(node.ChildSnapshotList, wanted) is { } below)
            {
                return [node, .. below];
            }
        }

        return null;
    }

    private static IEnumerable<VirtualMachineSnapshotTree> Flatten(IReadOnlyList<VirtualMachineSnapshotTree>? nodes)
        => (nodes ?? []).SelectMany(node => Flatten(node.ChildSnapshotList).Prepend(node));
}
