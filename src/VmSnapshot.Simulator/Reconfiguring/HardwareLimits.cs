using System.Globalization;

namespace VmSnapshot.Simulator.Reconfiguring;

/// <summary>What a VM of a hardware version may have at most, after VMware's table of hardware features by version.</summary>
/// <param name="Cpus">Virtual CPUs.</param>
/// <param name="MemoryMB">Memory.</param>
internal sealed record HardwareLimits(int Cpus, long MemoryMB)
{
    /// <summary>The newest version that the simulator's hosts offer.</summary>
    internal const int Newest = 21;

    internal const int MaxScsiControllers = 4;
    internal const int MaxSataControllers = 4;
    internal const int MaxNvmeControllers = 4;
    internal const int MaxEthernetCards = 10;
    internal const int MaxFloppies = 2;
    internal const int MaxSerialPorts = 32;
    internal const int MaxParallelPorts = 3;
    internal const int MaxPciPassthrough = 32;
    internal const long MaxDiskBytes = 62L << 40;

    private const long TB = 1L << 20;

    /// <summary>The versions that a VM can be made or upgraded to.</summary>
    internal static IReadOnlyList<int> Versions { get; } = [4, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, Newest];

    internal static string NameOf(int version) => version < 10 ? string.Create(CultureInfo.InvariantCulture, $"vmx-0{version}") : string.Create(CultureInfo.InvariantCulture, $"vmx-{version}");

    /// <summary>The number in a version's name such as <c>vmx-19</c>; 0 when it is none.</summary>
    internal static int NumberOf(string? name)
        => name?.StartsWith("vmx-", StringComparison.Ordinal) == true && int.TryParse(name.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;

    internal static HardwareLimits Of(int version) => version switch
    {
        >= 18 => new(768, 24 * TB),
        17 => new(256, 6 * TB),
        >= 13 => new(128, 6 * TB),
        >= 11 => new(128, 4 * TB),
        >= 9 => new(64, TB),
        8 => new(32, TB),
        _ => new(8, 255 * 1024),
    };
}
