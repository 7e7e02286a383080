using System.Text.Json;

namespace VmSnapshot.Sdk.EntityFrameworkCore;

/// <summary>Enums as the camelCase words that people read in the database and in JSON.</summary>
internal static class StoredEnum
{
    public static string Write<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    /// <exception cref="FormatException">The word is none of this version's.</exception>
    public static T Read<T>(string word)
        where T : struct, Enum => Enum.TryParse<T>(word, ignoreCase: true, out var value) && Enum.IsDefined(value)
            ? value
            : throw new FormatException($"'{word}' is no {typeof(T).Name} that this version knows.");
}
