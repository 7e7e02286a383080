using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.PropertyCollection;

/// <summary>
/// A PropertyFilterSpec, checked and ready to be followed. The properties of an object are the union of all property sets
/// that name its type or one of its bases (vSphere Web Services API reference, PropertySpec).
/// </summary>
internal sealed class FilterPlan
{
    private const string AnyObject = "ManagedObject";

    private readonly IReadOnlyList<PropertySpec> _propertySets;
    private readonly Dictionary<string, IReadOnlyList<ReadPath>?> _byType = new(StringComparer.Ordinal);

    /// <summary>Checks a specification.</summary>
    /// <exception cref="VimFaultException">InvalidArgument, InvalidProperty or InvalidType, as CreateFilter's reference says.</exception>
    internal FilterPlan(PropertyFilterSpec spec)
    {
        _propertySets = spec.PropSet ?? [];
        foreach (PropertySpec set in _propertySets)
        {
            Check(set);
        }

        ReportsMissing = spec.ReportMissingObjectsInResults ?? false;
        Start = TraversalCompiler.Compile(spec.ObjectSet ?? []);
    }

    internal IReadOnlyList<StartingObject> Start { get; }

    /// <summary>Whether an object that isn't there is reported instead of being a fault.</summary>
    internal bool ReportsMissing { get; }

    internal static bool IsKnownType(string? type) => type is not null && (type == AnyObject || VimManagedTypes.Contains(type));

    internal static bool IsKindOf(string type, string baseType) => type == baseType || baseType == AnyObject || VimManagedTypes.IsKindOf(type, baseType);

    /// <summary>What to read of objects of a type; null when they aren't to be reported.</summary>
    internal IReadOnlyList<ReadPath>? PathsOf(string type)
    {
        if (!_byType.TryGetValue(type, out IReadOnlyList<ReadPath>? paths))
        {
            _byType.Add(type, paths = FindPaths(type));
        }

        return paths;
    }

    private static void Check(PropertySpec set)
    {
        if (!IsKnownType(set.Type))
        {
            throw SimulatedFault.InvalidType(set.Type);
        }

        if (set.All != true)
        {
            foreach (string path in set.PathSet ?? [])
            {
                _ = Resolve(set.Type!, path);
            }
        }
    }

    private static ReadPath Resolve(string type, string text)
        => PropertyPath.Parse(text) is { } path && PropertyDeclaration.Find(type, path) is { } declaration
            ? new ReadPath(path, declaration, ReadPrivileges.Of(type, path.Property))
            : throw SimulatedFault.InvalidProperty(text);

    private List<ReadPath>? FindPaths(string type)
    {
        List<PropertySpec> sets = [.. _propertySets.Where(set => IsKindOf(type, set.Type!))];
        if (sets.Count == 0)
        {
            return null;
        }

        // Twice the same path is answered once: rvc fails over a second one (govmomi simulator).
        var texts = new HashSet<string>(StringComparer.Ordinal);
        foreach (PropertySpec set in sets)
        {
            texts.UnionWith(set.All == true ? VimManagedTypes.PropertiesOf(type).Keys : set.PathSet ?? []);
        }

        return [.. texts.Select(text => Resolve(type, text))];
    }
}
