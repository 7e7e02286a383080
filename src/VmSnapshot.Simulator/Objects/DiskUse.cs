using System.Runtime.InteropServices;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Objects;

/// <summary>
/// Counts how many configurations, of VMs and of snapshots, name each disk file in a chain. Kept up to date with every
/// change, since the question comes with every disk that is removed and an answer by search would take all VMs.
/// </summary>
internal sealed class DiskUse
{
    private readonly Dictionary<DiskFileId, int> _counts = [];

    internal int CountOf(DiskFileId file) => _counts.GetValueOrDefault(file);

    internal void Replace(VirtualMachineConfigInfo? before, VirtualMachineConfigInfo? after)
    {
        foreach (DiskFileId file in DiskChains.FilesOf(after))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_counts, file, out _)++;
        }

        foreach (DiskFileId file in DiskChains.FilesOf(before))
        {
            if (--CollectionsMarshal.GetValueRefOrAddDefault(_counts, file, out _) <= 0)
            {
                _counts.Remove(file);
            }
        }
    }
}
