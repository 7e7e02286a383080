namespace VmSnapshot.Sdk.VSphere.Inventory;

/// <summary>
/// Inventory names as vCenter holds them: <c>/</c>, <c>\</c> and <c>%</c> stand as <c>%2f</c>, <c>%5c</c> and <c>%25</c>. Escaped and
/// unescaped exactly once, here.
/// </summary>
internal static class InventoryNames
{
    /// <summary>The form that vCenter holds.</summary>
    public static string Escape(string name) => name
        .Replace("%", "%25", StringComparison.Ordinal)
        .Replace("/", "%2f", StringComparison.Ordinal)
        .Replace("\\", "%5c", StringComparison.Ordinal);

    /// <summary>The form that people see.</summary>
    public static string Unescape(string name) => name
        .Replace("%2f", "/", StringComparison.OrdinalIgnoreCase)
        .Replace("%5c", "\\", StringComparison.OrdinalIgnoreCase)
        .Replace("%25", "%", StringComparison.OrdinalIgnoreCase);
}
