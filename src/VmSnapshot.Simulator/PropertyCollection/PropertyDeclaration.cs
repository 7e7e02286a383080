using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.PropertyCollection;

/// <summary>What vim25 declares at the end of a property path.</summary>
/// <param name="ItemType">The type of the items where a list stands; null for anything else, and where the library doesn't know.</param>
/// <param name="IsProperty">Whether the path is a property of the managed object itself.</param>
internal sealed record PropertyDeclaration(Type? ItemType, bool IsProperty)
{
    /// <summary>
    /// What a path leads to, or null when vim25 has nothing there: CreateFilter and RetrievePropertiesEx answer such a
    /// path with InvalidProperty (vSphere Web Services API reference). References aren't followed (pyvmomi #610), nor is
    /// a member asked of a list as a whole. A member that only some derived types have is let pass, and one that the
    /// library left out of a type.
    /// </summary>
    internal static PropertyDeclaration? Find(string managedType, PropertyPath path)
    {
        if (!VimManagedTypes.PropertiesOf(managedType).TryGetValue(path.Property, out string? declared))
        {
            return null;
        }

        string name = declared.TrimEnd('?');
        bool isList = name.EndsWith("[]", StringComparison.Ordinal);
        name = isList ? name[..^2] : name;
        bool isReference = name.StartsWith("ref:", StringComparison.Ordinal);
        Type? type = isReference ? typeof(ManagedObjectReference) : ScalarNamed(name) ?? DataMembers.TypeNamed(name);
        return Walk(path, 0, type, isList);
    }

    /// <summary>Whether the value may stand for unset as well as empty: in vim25 a list property that has nothing is an empty list.</summary>
    internal bool IsListProperty => IsProperty && ItemType is not null;

    private static PropertyDeclaration? Walk(PropertyPath path, int index, Type? type, bool isList)
    {
        PathSegment segment = path.Segments[index];
        if (segment.Key is not null && !isList && type is not null)
        {
            return null;
        }

        bool isListValue = isList && segment.Key is null;
        if (index == path.Segments.Count - 1)
        {
            return new PropertyDeclaration(isListValue ? type : null, index == 0);
        }

        if (isListValue)
        {
            return null;
        }

        if (type is null || type == typeof(object))
        {
            return new PropertyDeclaration(null, IsProperty: false);
        }

        if (!DataMembers.IsDataObject(type))
        {
            return null;
        }

        if (DataMembers.Find(type, path.Segments[index + 1].Name) is { } member)
        {
            return Walk(path, index + 1, member.ItemType ?? member.Type, member.ItemType is not null);
        }

        return PartlyModelledTypes.Contains(type) ? new PropertyDeclaration(null, IsProperty: false) : null;
    }

    private static Type? ScalarNamed(string name) => name switch
    {
        "string" or "anyURI" => typeof(string),
        "boolean" => typeof(bool),
        "byte" => typeof(sbyte),
        "short" => typeof(short),
        "int" => typeof(int),
        "long" => typeof(long),
        "float" => typeof(float),
        "double" => typeof(double),
        "dateTime" => typeof(DateTimeOffset),
        "anyType" => typeof(object),
        _ => null,
    };
}
