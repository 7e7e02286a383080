namespace VmSnapshot.Vim25;

/// <summary>What is known of vim25's types by name, those without a class included.</summary>
public static class VimTypes
{
    /// <summary>The names of a type's bases, nearest first: <c>NotAuthenticated</c> has <c>NoPermission</c>, <c>SecurityError</c> and so on.</summary>
    /// <param name="wireTypeName">A vim25 type name. An unknown one has no bases.</param>
    public static IReadOnlyList<string> BaseNames(string wireTypeName)
    {
        ArgumentNullException.ThrowIfNull(wireTypeName);
        var names = new List<string>();
        for (var current = VimTypeTable.BaseOf(wireTypeName); current is not null; current = VimTypeTable.BaseOf(current))
        {
            names.Add(current);
        }

        return names;
    }
}
