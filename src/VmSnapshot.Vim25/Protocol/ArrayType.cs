using System.Collections.Concurrent;

namespace VmSnapshot.Vim25.Protocol;

/// <summary>How vim25 calls an array, where a value has to say its type, and the elements in it.</summary>
internal sealed record ArrayType(string Name, string ItemName)
{
    internal const string AnyItem = "anyType";

    private static readonly ConcurrentDictionary<Type, ArrayType?> Known = [];

    private static readonly Dictionary<Type, (string Name, string ItemName)> Simple = new()
    {
        [typeof(string)] = ("ArrayOfString", "string"),
        [typeof(bool)] = ("ArrayOfBoolean", "boolean"),
        [typeof(sbyte)] = ("ArrayOfByte", "byte"),
        [typeof(short)] = ("ArrayOfShort", "short"),
        [typeof(int)] = ("ArrayOfInt", "int"),
        [typeof(long)] = ("ArrayOfLong", "long"),
        [typeof(float)] = ("ArrayOfFloat", "float"),
        [typeof(double)] = ("ArrayOfDouble", "double"),
        [typeof(DateTimeOffset)] = ("ArrayOfDateTime", "dateTime"),
        [typeof(byte[])] = ("ArrayOfBase64Binary", "base64Binary"),
        [typeof(object)] = ("ArrayOfAnyType", AnyItem),
    };

    /// <summary>The array that a list of some class is, by the type of its items; null for a list of what vim25 doesn't know.</summary>
    internal static ArrayType? Of(Type list) => Known.GetOrAdd(list, static list =>
    {
        Type? item = ItemType(list);
        return item switch
        {
            null => null,
            _ when Simple.TryGetValue(item, out (string Name, string ItemName) simple) => new ArrayType(simple.Name, simple.ItemName),
            _ when item == typeof(ManagedObjectReference) || item.IsAssignableTo(typeof(DynamicData)) || item.IsAssignableTo(typeof(IVimEnum)) => new ArrayType("ArrayOf" + item.Name, item.Name),
            _ => null,
        };
    });

    /// <summary>The type of the items that a list was declared with.</summary>
    internal static Type? ItemType(Type list) => list.IsArray
        ? list.GetElementType()
        : list.GetInterfaces().FirstOrDefault(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))?.GetGenericArguments()[0];
}
