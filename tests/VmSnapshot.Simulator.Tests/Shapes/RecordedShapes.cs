using System.Reflection;
using VmSnapshot.Simulator.PropertyCollection;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Shapes;

/// <summary>The shapes of what real vCenters answered, of all recordings together.</summary>
internal sealed class RecordedShapes
{
    private const string Folder = ".Shapes.Recorded.";

    private static readonly Dictionary<string, Type> Returned = new(StringComparer.Ordinal)
    {
        ["RetrieveServiceContentResponse"] = typeof(ServiceContent),
        ["LoginResponse"] = typeof(UserSession),
        ["RetrievePropertiesResponse"] = typeof(ObjectContent),
        ["RetrievePropertiesExResponse"] = typeof(RetrieveResult),
        ["ContinueRetrievePropertiesExResponse"] = typeof(RetrieveResult),
        ["WaitForUpdatesResponse"] = typeof(UpdateSet),
        ["WaitForUpdatesExResponse"] = typeof(UpdateSet),
    };

    private readonly Dictionary<(string Type, string Path), List<ShapeForm>> _properties = [];
    private readonly Dictionary<Type, List<ShapeForm>> _objects = [];
    private readonly HashSet<(Type Type, string Member)> _unset = [];

    internal RecordedShapes(IReadOnlyList<ShapeFile> files)
    {
        Files = files;
        foreach (ShapeElement root in files.SelectMany(file => file.Roots))
        {
            AddProperties(root);
            root.Forms.ForEach(form => AddObjects(form, type: null, ReturnedBy(root.Name)));
        }

        foreach (((string type, string path), List<ShapeForm> forms) in _properties)
        {
            if (MayBeUnset(forms) && OwnerOf(type, path.Split('.')) is { } owner)
            {
                _unset.Add((owner, path[(path.LastIndexOf('.') + 1)..]));
            }
        }
    }

    internal static RecordedShapes All { get; } = new(ReadAll());

    internal IReadOnlyList<ShapeFile> Files { get; }

    /// <summary>The type of object and the path of every property that was asked for.</summary>
    internal IEnumerable<(string Type, string Path)> Properties => _properties.Keys;

    /// <summary>The class of what an operation returns, where its answer doesn't say it.</summary>
    internal static Type? ReturnedBy(string answer) => Returned.GetValueOrDefault(answer);

    /// <summary>The class of an object that says its type, or else that of the member that it stands for.</summary>
    internal static Type? ClassOf(string? declared, Type? parent, string name)
    {
        DataMember? member = declared is null && parent is not null ? DataMembers.Find(parent, name) : null;
        Type? type = declared is not null ? DataMembers.TypeNamed(declared) : member?.ItemType ?? member?.Type;
        return type is not null && DataMembers.IsDataObject(type) ? type : null;
    }

    /// <summary>The forms of an operation's answer, or of <c>Fault</c>, one of each recording that has it.</summary>
    internal List<ShapeForm> Answer(string name) => [.. Files.SelectMany(file => file.Roots).Where(root => root.Name == name).SelectMany(root => root.Forms)];

    /// <summary>
    /// A property, as each of the recordings that have it shows it: forms with a <c>val</c>, or without where it was unset.
    /// How it was asked for makes no difference to what its value looks like. One that was asked of a base type only is as there.
    /// </summary>
    internal List<ShapeForm> Property(string type, string path) => _properties.GetValueOrDefault((type, path))
        ?? [.. _properties.Where(known => known.Key.Path == path && VimManagedTypes.IsKindOf(type, known.Key.Type)).SelectMany(known => known.Value)];

    /// <summary>Whether a property was asked for and not there, or told as unset.</summary>
    internal static bool MayBeUnset(List<ShapeForm> property) => property.Exists(form => form.MayBeUnset || form.Child("val") is not { Always: true });

    /// <summary>Whether a member was unset where it was asked for by its path, as in <c>summary.guest.hostName</c>.</summary>
    internal bool MayBeUnset(Type type, string member) => _unset.Contains((type, member));

    /// <summary>The forms of a data object, wherever it was recorded: an object of a class looks the same everywhere.</summary>
    internal List<ShapeForm> Objects(Type type) => _objects.GetValueOrDefault(type) ?? [];

    /// <summary>The class that has the last member of a path, or null for a property of the managed object itself.</summary>
    private static Type? OwnerOf(string managed, string[] path)
    {
        Type? type = VimManagedTypes.PropertiesOf(managed).TryGetValue(path[0], out string? declared) ? DataMembers.TypeNamed(declared.TrimEnd('?')) : null;
        for (int index = 1; index < path.Length - 1; index++)
        {
            type = type is null ? null : DataMembers.Find(type, path[index])?.Type;
        }

        return path.Length == 1 ? null : type;
    }

    private static List<ShapeFile> ReadAll()
    {
        Assembly here = typeof(RecordedShapes).Assembly;
        var files = new List<ShapeFile>();
        foreach (string resource in here.GetManifestResourceNames().Where(name => name.Contains(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(here.GetManifestResourceStream(resource)!);
            files.Add(ShapeFile.Parse(resource[(resource.IndexOf(Folder, StringComparison.Ordinal) + Folder.Length)..], reader.ReadToEnd()));
        }

        return files;
    }

    private void AddObjects(ShapeForm form, Type? type, Type? returned)
    {
        if (type is not null)
        {
            Add(_objects, type, form);
        }

        foreach (ShapeElement child in form.Children)
        {
            child.Forms.ForEach(one => AddObjects(one, returned ?? ClassOf(DeclaredBy(one, child), type, child.Name), returned: null));
        }
    }

    /// <summary>The key of a form where it is xsi:type, and neither the type of an object nor the path of a property.</summary>
    private static string? DeclaredBy(ShapeForm form, ShapeElement element) => form.Child("obj") is null && element.Name is not ("propSet" or "changeSet") ? form.Key : null;

    private void AddProperties(ShapeElement element)
    {
        foreach (ShapeForm form in element.Forms)
        {
            foreach (ShapeElement property in form.Children.Where(child => child.Name is "propSet" or "changeSet"))
            {
                property.Forms.ForEach(one => Add(_properties, (form.Key!, one.Key!), one));
            }

            if (element.Name == "FetchResponse")
            {
                // The value itself, which an answer to RetrieveProperties has in a val.
                int dot = form.Key!.IndexOf('.', StringComparison.Ordinal);
                List<ShapeElement> value = [.. form.Children.Select(returned => returned with { Name = "val" })];
                Add(_properties, (form.Key[..dot], form.Key[(dot + 1)..]), new ShapeForm(form.Key, value is not [{ Always: true }], form.Kind, [], value));
            }

            form.Children.ForEach(AddProperties);
        }
    }

    private static void Add<TKey>(Dictionary<TKey, List<ShapeForm>> index, TKey key, ShapeForm form)
        where TKey : notnull
    {
        if (!index.TryGetValue(key, out List<ShapeForm>? forms))
        {
            index.Add(key, forms = []);
        }

        forms.Add(form);
    }
}
