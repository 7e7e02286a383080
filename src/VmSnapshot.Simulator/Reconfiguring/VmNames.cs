using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Reconfiguring;

/// <summary>What a VM may be called: 1 to 80 characters, and nothing else in its folder by that name.</summary>
internal static class VmNames
{
    private const int MaxLength = 80;

    /// <summary>The name in the form in which vCenter keeps it.</summary>
    /// <exception cref="VimFaultException">InvalidName or DuplicateName.</exception>
    internal static string Check(string name, ReconfigureTarget target)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > MaxLength)
        {
            throw SimulatedFault.InvalidName(name, target.Vm?.Reference);
        }

        string kept = name.Replace("/", "%2f", StringComparison.Ordinal).Replace("\\", "%5c", StringComparison.Ordinal);
        return target.Folder?.FindChild(kept) is { } other && other != target.Vm
            ? throw SimulatedFault.DuplicateName(name, other.Reference)
            : kept;
    }
}
