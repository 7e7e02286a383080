using VmSnapshot.Simulator.Objects;

namespace VmSnapshot.Simulator.Inventory;

/// <summary>Names as vCenter keeps them: with <c>/ \ %</c> escaped.</summary>
internal static class InventoryNames
{
    internal static string Escape(string name)
        => name.Replace("%", "%25", StringComparison.Ordinal).Replace("/", "%2f", StringComparison.Ordinal).Replace("\\", "%5c", StringComparison.Ordinal);

    /// <summary>The way from the root folder, which isn't named itself.</summary>
    internal static string PathOf(ManagedEntity entity) => "/" + string.Join('/', entity.Ancestors.SkipLast(1).Reverse().Select(ancestor => ancestor.Name));
}
