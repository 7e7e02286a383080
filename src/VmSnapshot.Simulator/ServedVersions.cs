using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator;

/// <summary>The versions of the API that the simulator says it speaks, newest first. It takes every other one up to the newest as well.</summary>
internal static class ServedVersions
{
    internal static IReadOnlyList<string> All { get; } = [VimVersions.Newest, "8.0.2.0", "8.0.1.0", "8.0.0.1", "7.0.3.0", "7.0.2.0", "7.0", "6.7.1", "6.7", "6.5"];
}
