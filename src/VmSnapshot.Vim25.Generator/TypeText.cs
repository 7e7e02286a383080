namespace VmSnapshot.Vim25.Generator;

/// <summary>Words for a type in the documentation of generated code.</summary>
internal static class TypeText
{
    internal static string Describe(VimType type)
    {
        string name = type.Kind switch
        {
            VimTypeKind.Reference => $"reference to {Article(type.Name)} <c>{type.Name}</c>",
            VimTypeKind.Enum or VimTypeKind.Object => $"<see cref=\"{type.Name}\"/>",
            _ => $"xsd:{type.Name}",
        };
        return name + (type.IsArray ? ", repeated" : "") + (type.IsOptional ? ", optional" : ", required");
    }

    private static string Article(string name) => "AEIO".Contains(name[0], StringComparison.Ordinal) ? "an" : "a";
}
