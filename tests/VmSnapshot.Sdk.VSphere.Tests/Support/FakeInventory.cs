using System.Globalization;
using System.Xml.Linq;

namespace VmSnapshot.Sdk.VSphere.Tests.Support;

/// <summary>
/// Objects with properties, and the property collector that reads them as vCenter's does: the objects asked for and those that the
/// traversals lead to, of each the properties named for its type, in pages where a size is given.
/// </summary>
internal sealed class FakeInventory
{
    private static readonly Dictionary<string, string> Bases = new()
    {
        ["DistributedVirtualPortgroup"] = "Network",
        ["OpaqueNetwork"] = "Network",
        ["VirtualApp"] = "ResourcePool",
        ["ClusterComputeResource"] = "ComputeResource",
        ["VmwareDistributedVirtualSwitch"] = "DistributedVirtualSwitch",
    };

    private readonly Dictionary<string, Entity> _entities = [];
    private readonly Dictionary<string, (List<string> Contents, int PageSize)> _rest = [];
    private int _tokens;

    internal FakeInventory Add(string type, string id, params (string Path, string Val)[] properties)
    {
        _entities[id] = new Entity(type, id, properties.ToDictionary(p => p.Path, p => p.Val));
        return this;
    }

    /// <summary>An object with a name and a parent.</summary>
    internal FakeInventory Add(string type, string id, string name, (string Type, string Id)? parent, params (string Path, string Val)[] more) =>
        Add(type, id, [("name", Property.Text(name)), .. parent is { } p ? [("parent", Property.Reference(p.Type, p.Id))] : Array.Empty<(string, string)>(), .. more]);

    /// <summary>Properties that this account may not read: they are reported in the missing set.</summary>
    internal FakeInventory Hide(string id, params string[] paths)
    {
        _entities[id].Hidden.UnionWith(paths);
        return this;
    }

    internal Answer Retrieve(XElement request)
    {
        var specs = request.Child("specSet");
        var properties = specs.Children("propSet").ToDictionary(p => p.Text("type"), p => p.Children("pathSet").Select(path => path.Value).ToList());
        var found = new List<Entity>();
        foreach (var start in specs.Children("objectSet"))
        {
            var reference = start.Child("obj");
            var selections = start.Children("selectSet").ToList();
            if ((string?)reference.Attribute("type") == "ContainerView")
            {
                found.AddRange(_entities.Values.Where(e => properties.ContainsKey(e.Type)));
                continue;
            }

            if (!_entities.TryGetValue(reference.Value, out var entity))
            {
                return Answer.Fault(
                    "ManagedObjectNotFound",
                    "The object has already been deleted or has not been completely created",
                    $"""<obj type="{(string?)reference.Attribute("type")}">{reference.Value}</obj>""");
            }

            var named = selections.Where(s => s.Element(Xml.Vim + "name") is not null && s.Element(Xml.Vim + "path") is not null).ToDictionary(s => s.Text("name"));
            Walk(entity, selections, named, found);
        }

        var contents = found.Distinct().Select(entity => Content(entity, properties)).OfType<string>().ToList();
        var pageSize = (int?)request.Child("options").Element(Xml.Vim + "maxObjects");
        return Page(contents, pageSize ?? int.MaxValue);
    }

    internal Answer Continue(XElement request) =>
        _rest.Remove(request.Text("token"), out var rest) ? Page(rest.Contents, rest.PageSize) : Answer.Fault("InvalidProperty", "No such token", "<name>token</name>");

    internal Answer Cancel(XElement request) =>
        _rest.Remove(request.Text("token")) ? string.Empty : Answer.Fault("InvalidProperty", "No such token", "<name>token</name>");

    private static string? SpecFor(string type, Dictionary<string, List<string>> properties)
    {
        for (var current = type; current is not null; current = Bases.GetValueOrDefault(current))
        {
            if (properties.ContainsKey(current))
            {
                return current;
            }
        }

        return null;
    }

    private static string? Content(Entity entity, Dictionary<string, List<string>> properties)
    {
        if (SpecFor(entity.Type, properties) is not { } spec)
        {
            return null;
        }

        var hidden = properties[spec].Where(entity.Hidden.Contains).ToList();
        var readable = properties[spec].Where(path => !entity.Hidden.Contains(path) && entity.Properties.ContainsKey(path));
        return $"""<objects><obj type="{entity.Type}" xsi:type="ManagedObjectReference">{entity.Id}</obj>"""
            + string.Concat(readable.Select(path => $"<propSet><name>{path}</name>{entity.Properties[path]}</propSet>"))
            + string.Concat(hidden.Select(path =>
                $"""<missingSet><path>{path}</path><fault><fault xsi:type="NoPermission"><object type="{entity.Type}">{entity.Id}</object><privilegeId>System.Read</privilegeId></fault><localizedMessage></localizedMessage></fault></missingSet>"""))
            + "</objects>";
    }

    private void Walk(Entity entity, IEnumerable<XElement> selections, Dictionary<string, XElement> named, List<Entity> found)
    {
        if (found.Contains(entity))
        {
            return;
        }

        found.Add(entity);
        var traversals = selections.Select(s => s.Element(Xml.Vim + "path") is null ? named[s.Text("name")] : s);
        foreach (var traversal in traversals.Where(t => t.Text("type") == "ManagedEntity" || t.Text("type") == entity.Type || t.Text("type") == Bases.GetValueOrDefault(entity.Type)))
        {
            foreach (var id in entity.ReferencesAt(traversal.Text("path")).Where(_entities.ContainsKey))
            {
                Walk(_entities[id], traversal.Children("selectSet"), named, found);
            }
        }
    }

    private Answer Page(List<string> contents, int size)
    {
        if (contents.Count == 0)
        {
            return string.Empty;
        }

        var token = string.Empty;
        if (contents.Count > size)
        {
            var key = (++_tokens).ToString(CultureInfo.InvariantCulture);
            _rest[key] = (contents[size..], size);
            token = $"<token>{key}</token>";
        }

        return $"<returnval>{token}{string.Concat(contents.Take(size))}</returnval>";
    }

    private sealed record Entity(string Type, string Id, Dictionary<string, string> Properties)
    {
        internal HashSet<string> Hidden { get; } = [];

        internal IEnumerable<string> ReferencesAt(string path)
        {
            if (Hidden.Contains(path) || !Properties.TryGetValue(path, out var val))
            {
                return [];
            }

            var value = Xml.Parse(val).Elements().Single();
            return value.HasElements ? value.Elements().Select(e => e.Value) : [value.Value];
        }
    }
}
