namespace VmSnapshot.Vim25.Generator;

/// <summary>What sort of value an element holds.</summary>
internal enum VimTypeKind
{
    Text,
    Boolean,
    Byte,
    Short,
    Int,
    Long,
    Float,
    Double,
    DateTime,
    Binary,
    Any,
    Reference,
    Enum,
    Object,
}

/// <summary>The type of a member, a parameter or a result.</summary>
/// <param name="Kind">What sort of value it is.</param>
/// <param name="Name">The wire name of an enumeration, a data object, or the managed object type referred to.</param>
/// <param name="IsArray">Whether the element repeats.</param>
/// <param name="IsOptional">Whether it may be absent.</param>
internal sealed record VimType(VimTypeKind Kind, string Name, bool IsArray, bool IsOptional)
{
    private static readonly Dictionary<string, (VimTypeKind Kind, string CSharp)> Scalars = new()
    {
        ["string"] = (VimTypeKind.Text, "string"),
        ["boolean"] = (VimTypeKind.Boolean, "bool"),
        ["byte"] = (VimTypeKind.Byte, "sbyte"),
        ["short"] = (VimTypeKind.Short, "short"),
        ["int"] = (VimTypeKind.Int, "int"),
        ["long"] = (VimTypeKind.Long, "long"),
        ["float"] = (VimTypeKind.Float, "float"),
        ["double"] = (VimTypeKind.Double, "double"),
        ["dateTime"] = (VimTypeKind.DateTime, "DateTimeOffset"),
        ["base64Binary"] = (VimTypeKind.Binary, "byte[]"),
        ["anyType"] = (VimTypeKind.Any, "object"),
    };

    internal bool IsValueType => Kind is not (VimTypeKind.Text or VimTypeKind.Binary or VimTypeKind.Any or VimTypeKind.Reference or VimTypeKind.Object);

    /// <summary>The C# type of one value, never nullable.</summary>
    internal string CSharp => Kind switch
    {
        VimTypeKind.Reference => "ManagedObjectReference",
        VimTypeKind.Enum or VimTypeKind.Object => Name,
        _ => Scalars[Name].CSharp,
    };

    /// <summary>Reads what the model writes, such as <c>VirtualDevice[]?</c> or <c>ref:Folder</c>.</summary>
    internal static VimType Parse(string text, Func<string, bool> isEnum)
    {
        bool optional = text.EndsWith('?');
        string name = optional ? text[..^1] : text;
        bool array = name.EndsWith("[]", StringComparison.Ordinal);
        name = array ? name[..^2] : name;
        if (name.StartsWith("ref:", StringComparison.Ordinal))
        {
            return new VimType(VimTypeKind.Reference, name[4..], array, optional);
        }

        if (Scalars.TryGetValue(name, out (VimTypeKind Kind, string CSharp) scalar))
        {
            return new VimType(scalar.Kind, name, array, optional);
        }

        return new VimType(isEnum(name) ? VimTypeKind.Enum : VimTypeKind.Object, name, array, optional);
    }
}
