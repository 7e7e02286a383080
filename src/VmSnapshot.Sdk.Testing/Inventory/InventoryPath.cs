namespace VmSnapshot.Sdk.Testing.Inventory;

/// <summary>Inventory paths, in which a name's slash, backslash and percent sign are escaped.</summary>
internal static class InventoryPath
{
    public static string Child(string parent, string name) => $"{parent}/{Escape(name)}";

    /// <summary>Whether what a caller gave is that path: with or without the first slash, escapes in either case.</summary>
    public static bool Matches(string path, string given) =>
        string.Equals(path.TrimStart('/'), NormalizeEscapes(given.Trim('/')), StringComparison.Ordinal);

    /// <summary>A path that was given relative to a root.</summary>
    public static string Below(string root, string given) => $"{root}/{given}";

    private static string Escape(string name) => name
        .Replace("%", "%25", StringComparison.Ordinal)
        .Replace("/", "%2f", StringComparison.Ordinal)
        .Replace("\\", "%5c", StringComparison.Ordinal);

    private static string NormalizeEscapes(string path) => path
        .Replace("%2F", "%2f", StringComparison.Ordinal)
        .Replace("%5C", "%5c", StringComparison.Ordinal);
}
