using System.Text;

namespace VmSnapshot.Vim25;

/// <summary>The managed object types of vSphere 6.7, such as <c>VirtualMachine</c>: their bases and properties by name.</summary>
public static partial class VimManagedTypes
{
    private static readonly Lazy<Dictionary<string, ManagedType>> Types = new(Parse);

    /// <summary>Whether vim25 has a managed object type of this name. Case matters.</summary>
    /// <param name="typeName">A name, such as <c>Folder</c>.</param>
    public static bool Contains(string typeName) => Types.Value.ContainsKey(typeName);

    /// <summary>The base of a type, or null for one without and for names that vim25 doesn't have.</summary>
    /// <param name="typeName">A name, such as <c>Folder</c>.</param>
    public static string? BaseOf(string typeName) => Types.Value.TryGetValue(typeName, out ManagedType? type) ? type.Base : null;

    /// <summary>Whether a type is, or derives from, another.</summary>
    /// <param name="typeName">A name, such as <c>ClusterComputeResource</c>.</param>
    /// <param name="baseName">A name, such as <c>ManagedEntity</c>.</param>
    public static bool IsKindOf(string typeName, string baseName)
    {
        for (string? current = typeName; current is not null; current = BaseOf(current))
        {
            if (current == baseName)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// The properties of a type, those of its bases included, each with the name of its type: a data object or an
    /// enumeration, <c>ref:</c> and a managed object type, or a scalar such as <c>string</c>; with <c>[]</c> behind it for
    /// an array, and <c>?</c> when it may be unset. Empty for names that vim25 doesn't have.
    /// </summary>
    /// <param name="typeName">A name, such as <c>VirtualMachine</c>.</param>
    public static IReadOnlyDictionary<string, string> PropertiesOf(string typeName)
        => Types.Value.TryGetValue(typeName, out ManagedType? type) ? type.Properties.Value : EmptyProperties;

    private static IReadOnlyDictionary<string, string> EmptyProperties { get; } = new Dictionary<string, string>();

    private static Dictionary<string, ManagedType> Parse()
    {
        var types = new Dictionary<string, ManagedType>(StringComparer.Ordinal);
        foreach (string line in Encoding.UTF8.GetString(Text).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = line.Split(':', 3);
            types.Add(parts[0], new ManagedType(parts[1].Length > 0 ? parts[1] : null, parts[2], types));
        }

        return types;
    }

    private sealed class ManagedType
    {
        internal ManagedType(string? baseName, string text, Dictionary<string, ManagedType> types)
        {
            Base = baseName;
            Properties = new(() =>
            {
                var all = baseName is null ? new Dictionary<string, string>(StringComparer.Ordinal) : new(types[baseName].Properties.Value);
                foreach (string property in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
                {
                    int space = property.IndexOf(' ', StringComparison.Ordinal);
                    all[property[..space]] = property[(space + 1)..];
                }

                return all;
            });
        }

        internal string? Base { get; }

        internal Lazy<Dictionary<string, string>> Properties { get; }
    }
}
