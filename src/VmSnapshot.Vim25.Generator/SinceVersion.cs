using System.Globalization;

namespace VmSnapshot.Vim25.Generator;

/// <summary>Versions as the library compares them: one byte for each of four parts.</summary>
internal static class SinceVersion
{
    /// <summary>What came with this version or before it is written to any server.</summary>
    private const int Oldest = 0x06050000;

    /// <summary>The number of a version as a C# literal, or null when the library needn't look at it.</summary>
    internal static string? Literal(string since)
    {
        int number = 0;
        string[] parts = since.Split('u')[0].Split('.');
        for (int index = 0; index < 4; index++)
        {
            number = (number << 8) | (index < parts.Length ? byte.Parse(parts[index], CultureInfo.InvariantCulture) : 0);
        }

        return number > Oldest ? "0x" + number.ToString("X8", CultureInfo.InvariantCulture) : null;
    }
}
