using System.Globalization;

namespace VmSnapshot.Sdk.Workflow;

/// <summary>Finds the disk or network adapter that a request names.</summary>
internal static class HardwareLookup
{
    /// <summary>By device key or label.</summary>
    public static VmDisk? FindDisk(IReadOnlyList<VmDisk> disks, string keyOrLabel) =>
        disks.FirstOrDefault(d => string.Equals(d.Label, keyOrLabel, StringComparison.OrdinalIgnoreCase))
        ?? (TryNumber(keyOrLabel, out var key) ? disks.FirstOrDefault(d => d.Key == key) : null);

    /// <summary>By device key, label, or position from 0. Keys are in the thousands, so a position is never taken for one.</summary>
    public static VmNetworkAdapter? FindAdapter(IReadOnlyList<VmNetworkAdapter> adapters, string keyLabelOrPosition) =>
        adapters.FirstOrDefault(a => string.Equals(a.Label, keyLabelOrPosition, StringComparison.OrdinalIgnoreCase))
        ?? (TryNumber(keyLabelOrPosition, out var number)
            ? adapters.FirstOrDefault(a => a.Key == number) ?? adapters.ElementAtOrDefault(number)
            : null);

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
