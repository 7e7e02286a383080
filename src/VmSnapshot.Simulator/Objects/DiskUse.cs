using System.Runtime.InteropServices;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Objects;

/// <summary>
/// Counts how many configurations, of VMs and of snapshots, name each disk file in a chain. Kept up to date with every
/// change, since the question comes with every disk that is removed and an answer by search would take all VMs.
/// </summary>
internal sealed class DiskUse
{
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    internal int CountOf(string path) => _counts.GetValueOrDefault(path);

    internal void Replace(VirtualMachineConfigInfo? before, VirtualMachineConfigInfo? after)
    {
        foreach (string path in DiskChains.PathsOf(after))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_counts, path, out _)++;
        }

        foreach (string path in DiskChains.PathsOf(before))
        {
            if (--CollectionsMarshal.GetValueRefOrAddDefault(_counts, path, out _) <= 0)
            {
                _counts.Remove(path);
            }
        }
    }
}
