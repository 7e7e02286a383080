using System.Globalization;
using VmSnapshot.Sdk;

namespace VmSnapshot.Cli.Options;

/// <summary>Options of the form <c>KEY=VALUE</c>.</summary>
internal static class Pairs
{
    private const decimal BytesPerGiB = 1L << 30;

    public static IReadOnlyDictionary<string, string> Labels(string option, IEnumerable<string>? texts)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts ?? [])
        {
            var (key, value) = Split(option, "K=V", text, text.IndexOf('=', StringComparison.Ordinal), valueMayBeEmpty: true);
            if (!labels.TryAdd(key, value))
            {
                throw CliErrors.Usage($"{option} gives '{key}' twice.");
            }
        }

        return labels;
    }

    public static IReadOnlyList<NetworkAssignment> Networks(string option, IEnumerable<string>? texts) =>
    [
        .. (texts ?? []).Select(text =>
        {
            var (adapter, network) = Split(option, "NIC=NETWORK", text, text.IndexOf('=', StringComparison.Ordinal));
            return new NetworkAssignment(adapter, network);
        }),
    ];

    public static IReadOnlyList<DiskSize> Disks(string option, IEnumerable<string>? texts) =>
    [
        .. (texts ?? []).Select(text =>
        {
            // The last one: labels may hold an equals sign, sizes don't.
            var (disk, size) = Split(option, "KEY_OR_LABEL=GIB", text, text.LastIndexOf('='));
            return new DiskSize(disk, Bytes(option, size));
        }),
    ];

    public static IReadOnlyList<long> Sizes(string option, IEnumerable<string>? texts) => [.. (texts ?? []).Select(gib => Bytes(option, gib))];

    /// <summary>A size in GiB, whole or with a fraction.</summary>
    private static long Bytes(string option, string gib)
    {
        if (decimal.TryParse(gib, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && Math.Abs(value) <= long.MaxValue / BytesPerGiB
            && value * BytesPerGiB % 1 == 0)
        {
            return (long)(value * BytesPerGiB);
        }

        throw CliErrors.Usage($"{option}: '{gib}' is not a size in GiB, such as 40 or 0.5.");
    }

    private static (string Key, string Value) Split(string option, string form, string text, int at, bool valueMayBeEmpty = false) =>
        at > 0 && (valueMayBeEmpty || at < text.Length - 1)
            ? (text[..at], text[(at + 1)..])
            : throw CliErrors.Usage($"{option}: '{text}' is not of the form {form}.");
}
