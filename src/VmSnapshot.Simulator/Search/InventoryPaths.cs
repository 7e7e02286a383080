using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Views;

namespace VmSnapshot.Simulator.Search;

/// <summary>
/// Entities by their names and where they are. Names hold <c>/ \ %</c> escaped, and paths name them so; the root folder's
/// own name is no part of a path (vSphere Web Services API reference, FindByInventoryPath).
/// </summary>
internal sealed class InventoryPaths(SimulatedWorld world)
{
    /// <summary>The entity at a path; empty parts, such as those of a leading or trailing slash, count for nothing.</summary>
    internal ManagedEntity? Find(ManagedEntity root, string path)
    {
        if (path.Length == 0)
        {
            return null;
        }

        ManagedEntity? current = root;
        foreach (string name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            current = FindChild(current, name);
            if (current is null)
            {
                return null;
            }
        }

        return current;
    }

    internal ManagedEntity? FindChild(ManagedEntity parent, string name)
    {
        string wanted = WithLowerEscapes(name);
        return parent switch
        {
            Folder folder => folder.FindChild(wanted),
            HostSystem or VirtualMachine => null,
            _ => ContainerChildren.Of(parent).SelectMany(list => list).Select(world.Find).OfType<ManagedEntity>().FirstOrDefault(child => child.Name == wanted),
        };
    }

    /// <summary>The case of an escape's digits doesn't matter; vCenter writes them small.</summary>
    private static string WithLowerEscapes(string name) => name.Contains('%', StringComparison.Ordinal)
        ? name.Replace("%2F", "%2f", StringComparison.Ordinal).Replace("%5C", "%5c", StringComparison.Ordinal)
        : name;
}
