using System.Globalization;

namespace VmSnapshot.Vim25.Versions;

/// <summary>A version of the API as a number that compares as versions do: one byte for each of its four parts.</summary>
internal static class VersionNumber
{
    /// <summary>Stands for a version that can't be compared: newer than all.</summary>
    internal const int Unknown = int.MaxValue;

    private const int MaxParts = 4;
    private const int FourParts = 0x07000000; // the updates of versions since then have four

    /// <summary>The number of a version such as 8.0.1.0, in which absent parts are zeros, or null of anything else.</summary>
    internal static int? Parse(string? text)
    {
        string[] parts = text?.Trim().Split('.') ?? [];
        if (parts.Length is < 1 or > MaxParts)
        {
            return null;
        }

        int number = 0;
        for (int index = 0; index < MaxParts; index++)
        {
            byte part = 0;
            if (index < parts.Length && !byte.TryParse(parts[index], NumberStyles.None, CultureInfo.InvariantCulture, out part))
            {
                return null;
            }

            number = (number << 8) | part;
        }

        return number is > 0 and < Unknown ? number : null;
    }

    /// <summary>The version of a number as servers write it: 6.5, 6.7.1, 7.0, 7.0.2.0, 8.0.0.1.</summary>
    internal static string Text(int number)
    {
        int parts = (number & 0xFFFF) == 0 ? 2 : number >= FourParts || (number & 0xFF) != 0 ? MaxParts : MaxParts - 1;
        return string.Join('.', Enumerable.Range(0, parts).Select(index => ((number >> (24 - (index * 8))) & 0xFF).ToString(CultureInfo.InvariantCulture)));
    }
}
