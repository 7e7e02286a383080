using System.Text.RegularExpressions;
using System.Xml.Linq;
using VmSnapshot.Simulator.PropertyCollection;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Shapes;

/// <summary>
/// Compares an answer with the recorded ones of its kind: every element of it has to be in one of them, with the same type
/// and kind of value; what each of them has has to be in it, unless the library has no such member; and the order has to be
/// that of each of them.
/// </summary>
internal sealed partial class ShapeComparison
{
    private static readonly XName XsiType = XNamespace.Get("http://www.w3.org/2001/XMLSchema-instance") + "type";

    private readonly RecordedShapes _recorded;
    private readonly HashSet<ShapeDifference> _differences = [];

    private ShapeComparison(RecordedShapes recorded) => _recorded = recorded;

    /// <summary>Compares the content of an envelope's body: an answer, or a fault.</summary>
    internal static IReadOnlyCollection<ShapeDifference> Of(XElement answer, RecordedShapes recorded)
    {
        var comparison = new ShapeComparison(recorded);
        string name = answer.Name.LocalName;
        List<ShapeForm> forms = recorded.Answer(name);
        if (forms.Count == 0)
        {
            comparison.Differ(name, "in no recording");
        }
        else
        {
            comparison.Compare(answer, forms, name, type: null, owner: null);
        }

        return comparison._differences;
    }

    /// <summary>What tells apart the forms of an element: xsi:type, the type of the object, or the path of the property.</summary>
    private static string? KeyOf(XElement element)
    {
        if (element.Attribute(XsiType) is { } declared)
        {
            return declared.Value;
        }

        if (Child(element, "obj") is { } of)
        {
            return of.Attribute("type")?.Value;
        }

        return element.Name.LocalName is "propSet" or "changeSet" && Child(element, "name") is { } name ? KeyPattern().Replace(name.Value, "[]") : null;
    }

    private static XElement? Child(XElement element, string name) => element.Elements().FirstOrDefault(child => child.Name.LocalName == name);

    private static string KindOf(string text) => text switch
    {
        "" => ShapeForm.Empty,
        "true" or "false" => "boolean",
        _ when IntPattern().IsMatch(text) => "int",
        _ when DecimalPattern().IsMatch(text) => "decimal",
        _ when DateTimePattern().IsMatch(text) => "dateTime",
        _ => "string",
    };

    /// <summary>Whether a value can be one of those that the recorded kind was told from.</summary>
    private static bool Fits(string kind, string recorded) => recorded switch
    {
        "string" or ShapeForm.Empty => true,
        "decimal" => kind is "decimal" or "int",
        _ => kind == recorded,
    };

    /// <summary>Whether one type of managed object is a kind of the other.</summary>
    private static bool AreRelated(string one, string other) => one == other || VimManagedTypes.IsKindOf(one, other) || VimManagedTypes.IsKindOf(other, one);

    private void Differ(string path, string what) => _differences.Add(new ShapeDifference(path, what));

    private void Compare(XElement element, List<ShapeForm> forms, string path, Type? type, string? owner)
    {
        CompareValue(element, forms, path);
        List<ShapeForm> filled = [.. forms.Where(form => form.Children.Count > 0)];
        if (filled.Count == 0)
        {
            // An object that was empty each time says nothing of what one with content looks like.
            return;
        }

        bool isArray = path.EndsWith(']') && path.Contains("[ArrayOf", StringComparison.Ordinal);
        List<string> names = [];
        foreach (IGrouping<string, XElement> children in element.Elements().GroupBy(child => child.Name.LocalName))
        {
            names.Add(children.Key);
            List<ShapeElement> known = [.. filled.Select(form => form.Child(children.Key)).OfType<ShapeElement>()];
            if (known.Count == 0)
            {
                Differ($"{path}/{children.Key}", "in no recording");
                continue;
            }

            bool mayRepeat = isArray || known.Exists(child => child.Repeats) || (type is not null && DataMembers.Find(type, children.Key)?.ItemType is not null);
            if (children.Skip(1).Any() && !mayRepeat)
            {
                Differ($"{path}/{children.Key}", "more than once");
            }

            foreach (XElement child in children)
            {
                CompareChild(child, known, $"{path}/{children.Key}", type, owner);
            }
        }

        if (!isArray)
        {
            CompareRequired(forms, path, type, names);
        }

        CompareOrder(element, filled, path, names);
    }

    private void CompareRequired(List<ShapeForm> forms, string path, Type? type, List<string> names)
    {
        IEnumerable<string> always = forms[0].Children.Select(child => child.Name).Where(name => forms.TrueForAll(form => form.Child(name) is { Always: true }));
        foreach (string missing in always.Where(name => !names.Contains(name) && (type is null || (DataMembers.Find(type, name) is not null && !_recorded.MayBeUnset(type, name)))))
        {
            Differ($"{path}/{missing}", "missing");
        }
    }

    private void CompareValue(XElement element, List<ShapeForm> forms, string path)
    {
        if (element.HasElements)
        {
            if (forms.TrueForAll(form => form.Children.Count == 0 && form.Kind != ShapeForm.Empty))
            {
                Differ(path, "holds elements where there was a value");
            }

            return;
        }

        string? reference = element.Attribute("type")?.Value;
        List<string> references = [.. forms.SelectMany(form => form.References).Distinct().Order(StringComparer.Ordinal)];
        if (reference is not null)
        {
            if (references.Count > 0 && !references.Exists(recorded => AreRelated(recorded, reference)))
            {
                Differ(path, $"refers to a {reference}, not to a {string.Join(" or ", references)}");
            }
            else if (references.Count == 0 && forms.Exists(form => form.Kind != ShapeForm.Empty))
            {
                Differ(path, "is a reference");
            }

            return;
        }

        if (references.Count > 0)
        {
            Differ(path, "is no reference");
            return;
        }

        string kind = KindOf(element.Value);
        List<string> kinds = [.. forms.Select(form => form.Kind).OfType<string>().Distinct()];
        if (kinds.Count > 0 && !kinds.Exists(recorded => Fits(kind, recorded)))
        {
            Differ(path, $"is {kind}, not {string.Join(" or ", kinds)}");
        }
    }

    private void CompareChild(XElement child, List<ShapeElement> known, string path, Type? parent, string? owner)
    {
        string? key = KeyOf(child);
        if (owner is not null && child.Name.LocalName is "propSet" or "changeSet")
        {
            CompareProperty(child, known, owner!, key!);
            return;
        }

        List<ShapeForm> here = [.. known.SelectMany(element => element.Forms)];
        if (here.TrueForAll(form => (form.Key is null) != (key is null)))
        {
            Differ(path, key is null ? "does not say its type" : "says its type");
            return;
        }

        string? declared = child.Attribute(XsiType)?.Value;
        Type? type = declared is null && parent is null && path.EndsWith("Response/returnval", StringComparison.Ordinal)
            ? RecordedShapes.ReturnedBy(path.Split('/')[0])
            : RecordedShapes.ClassOf(declared, parent, child.Name.LocalName);
        bool isObject = Child(child, "obj") is not null;
        List<ShapeForm> forms = type is null ? [.. here.Where(form => form.Key == key)] : _recorded.Objects(type);
        string at = type is null ? key is null ? path : $"{path}[{key}]" : type.Name;
        if (forms.Count == 0)
        {
            Differ(at, "in no recording");
            return;
        }

        Compare(child, forms, at, type, isObject ? key : null);
    }

    private void CompareProperty(XElement element, List<ShapeElement> known, string owner, string path)
    {
        string at = $"{owner}.{path}";
        CompareOrder(element, [.. known.SelectMany(one => one.Forms)], at, [.. element.Elements().Select(one => one.Name.LocalName)]);
        List<ShapeForm> property = _recorded.Property(owner, path);
        List<ShapeElement> values = [.. property.Select(form => form.Child("val")).OfType<ShapeElement>()];
        if (property.Count == 0)
        {
            Differ(at, "in no recording");
        }
        else if (Child(element, "val") is { } value && values.Count > 0)
        {
            CompareChild(value, values, at, parent: null, owner: null);
        }
    }

    private void CompareOrder(XElement element, List<ShapeForm> forms, string path, List<string> names)
    {
        List<string> all = [.. element.Elements().Select(child => child.Name.LocalName)];
        if (all.Where((name, index) => index > 0 && all[index - 1] != name && all.IndexOf(name) < index).FirstOrDefault() is { } scattered)
        {
            Differ($"{path}/{scattered}", "not in one place");
        }

        foreach (ShapeForm form in forms)
        {
            (int last, string before) = (-1, "");
            foreach (string name in names)
            {
                int place = form.Children.FindIndex(child => child.Name == name);
                if (place >= 0 && place < last)
                {
                    Differ($"{path}/{name}", $"after {before}");
                }

                (last, before) = place > last ? (place, name) : (last, before);
            }
        }
    }

    [GeneratedRegex(@"\[[^]]*\]")]
    private static partial Regex KeyPattern();

    [GeneratedRegex(@"^-?\d+$")]
    private static partial Regex IntPattern();

    [GeneratedRegex(@"^-?\d*\.\d+(?:[eE][-+]?\d+)?$")]
    private static partial Regex DecimalPattern();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[-+]\d\d:\d\d)?$")]
    private static partial Regex DateTimePattern();
}
