namespace VmSnapshot.Vim25;

/// <summary>Makes the object that a wire name calls for.</summary>
internal static partial class VimTypeFactory
{
    /// <summary>
    /// A new object for a type name found on the wire: of the type itself, or of its nearest base that has a class, or
    /// of the declared type when vim25 as this library knows it doesn't have the name at all.
    /// </summary>
    internal static DynamicData NewNearest(string name, string declaredName)
    {
        DynamicData? found = NewObject(name);
        if (found is not null)
        {
            return found;
        }

        for (string? baseName = VimTypeTable.BaseOf(name); baseName is not null && found is null; baseName = VimTypeTable.BaseOf(baseName))
        {
            found = NewObject(baseName);
        }

        found ??= VimTypeTable.Contains(name) ? new DynamicData() : NewObject(declaredName) ?? new DynamicData();
        found.KeepName(name);
        return found;
    }
}
