using System.Collections.Concurrent;
using System.Reflection;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.PropertyCollection;

/// <summary>The members of the classes of data objects, by their names on the wire.</summary>
internal static class DataMembers
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyDictionary<string, DataMember>> ByType = new();
    private static readonly ConcurrentDictionary<(Type Type, string Name), DataMember?> OfDerived = new();
    private static readonly Lazy<IReadOnlyList<Type>> Classes = new(() => [.. typeof(DynamicData).Assembly.GetExportedTypes().Where(IsDataObject)]);

    /// <summary>The class of a data object, or the structure of an enumeration, of that name; null where the library has none.</summary>
    internal static Type? TypeNamed(string wireName) => typeof(DynamicData).Assembly.GetType($"{typeof(DynamicData).Namespace}.{wireName}");

    internal static bool IsDataObject(Type type) => typeof(DynamicData).IsAssignableFrom(type) && !type.IsAbstract;

    /// <summary>The members of a class, those of its bases first.</summary>
    internal static IReadOnlyDictionary<string, DataMember> Of(Type type) => ByType.GetOrAdd(type, Read);

    /// <summary>A member of the class or of one derived from it, whichever is first.</summary>
    internal static DataMember? Find(Type type, string name) => Of(type).GetValueOrDefault(name)
        ?? OfDerived.GetOrAdd((type, name), static wanted => Classes.Value
            .Where(candidate => candidate.IsSubclassOf(wanted.Type))
            .Select(candidate => Of(candidate).GetValueOrDefault(wanted.Name))
            .FirstOrDefault(member => member is not null));

    private static Dictionary<string, DataMember> Read(Type type)
    {
        var members = new Dictionary<string, DataMember>(StringComparer.Ordinal);
        if (!IsDataObject(type))
        {
            return members;
        }

        var sample = (DynamicData)Activator.CreateInstance(type)!;
        var line = new Stack<Type>();
        for (Type? current = type; current is not null && current != typeof(object); current = current.BaseType)
        {
            line.Push(current);
        }

        IEnumerable<PropertyInfo> properties = line.SelectMany(level => level
            .GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .OrderBy(property => property.MetadataToken));
        foreach (PropertyInfo property in properties)
        {
            string name = char.ToLowerInvariant(property.Name[0]) + property.Name[1..];
            if (sample.TryGetMember(name, out _) || sample.TryGetMember(name = property.Name, out _))
            {
                Type declared = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
                members.TryAdd(name, new DataMember(name, declared));
            }
        }

        return members;
    }
}
