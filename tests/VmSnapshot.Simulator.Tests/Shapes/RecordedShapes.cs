using System.Reflection;

namespace VmSnapshot.Simulator.Tests.Shapes;

/// <summary>The shapes of what real vCenters answered, of all recordings together.</summary>
internal sealed class RecordedShapes
{
    private const string Folder = ".Shapes.Recorded.";

    private readonly Dictionary<(string Type, string Path), List<ShapeForm>> _properties = [];

    internal RecordedShapes(IReadOnlyList<ShapeFile> files)
    {
        Files = files;
        foreach (ShapeElement root in files.SelectMany(file => file.Roots))
        {
            AddProperties(root);
        }
    }

    internal static RecordedShapes All { get; } = new(ReadAll());

    internal IReadOnlyList<ShapeFile> Files { get; }

    /// <summary>The type of object and the path of every property that was asked for.</summary>
    internal IEnumerable<(string Type, string Path)> Properties => _properties.Keys;

    /// <summary>The forms of an operation's answer, or of <c>Fault</c>, one of each recording that has it.</summary>
    internal List<ShapeForm> Answer(string name) => [.. Files.SelectMany(file => file.Roots).Where(root => root.Name == name).SelectMany(root => root.Forms)];

    /// <summary>
    /// A property, as each of the recordings that have it shows it: forms with a <c>val</c>, or without where it was unset.
    /// How it was asked for makes no difference to what its value looks like.
    /// </summary>
    internal List<ShapeForm> Property(string type, string path) => _properties.GetValueOrDefault((type, path)) ?? [];

    private static IReadOnlyList<ShapeFile> ReadAll()
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

    private void AddProperties(ShapeElement element)
    {
        foreach (ShapeForm form in element.Forms)
        {
            foreach (ShapeElement property in form.Children.Where(child => child.Name is "propSet" or "changeSet"))
            {
                property.Forms.ForEach(one => Add(form.Key!, one.Key!, one));
            }

            if (element.Name == "FetchResponse")
            {
                // The value itself, which an answer to RetrieveProperties has in a val.
                int dot = form.Key!.IndexOf('.', StringComparison.Ordinal);
                List<ShapeElement> value = [.. form.Children.Select(returned => returned with { Name = "val" })];
                Add(form.Key[..dot], form.Key[(dot + 1)..], new ShapeForm(form.Key, value is not [{ Always: true }], form.Kind, [], value));
            }

            form.Children.ForEach(AddProperties);
        }
    }

    private void Add(string type, string path, ShapeForm form)
    {
        if (!_properties.TryGetValue((type, path), out List<ShapeForm>? forms))
        {
            _properties.Add((type, path), forms = []);
        }

        forms.Add(form);
    }
}
