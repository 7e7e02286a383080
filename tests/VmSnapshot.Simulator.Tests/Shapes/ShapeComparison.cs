using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace VmSnapshot.Simulator.Tests.Shapes;

/// <summary>
/// Compares an answer with the recorded ones of its kind: every element of it has to be in one of them, with the same type
/// and kind of value; what each of them has has to be in it; and the order has to be that of each of them.
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
            comparison.Compare(answer, forms, name, owner: null);
        }

        return comparison._differences;
    }

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

    private void Differ(string path, string what) => _differences.Add(new ShapeDifference(path, what));

    private void Compare(XElement element, List<ShapeForm> forms, string path, string? owner)
    {
        CompareValue(element, forms, path);
        List<ShapeForm> filled = [.. forms.Where(form => form.Children.Count > 0)];
        if (filled.Count == 0)
        {
            // An object that was empty each time says nothing of what one with content looks like.
            return;
        }

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

            if (children.Skip(1).Any() && !known.Exists(child => child.Repeats))
            {
                Differ($"{path}/{children.Key}", "more than once");
            }

            foreach (XElement child in children)
            {
                CompareChild(child, known, $"{path}/{children.Key}", owner);
            }
        }

        // A form that was sometimes empty requires nothing.
        foreach (string missing in filled[0].Children.Select(child => child.Name).Where(name => !names.Contains(name) && forms.TrueForAll(form => form.Child(name) is { Always: true })))
        {
            Differ($"{path}/{missing}", "missing");
        }

        CompareOrder(element, filled, path, names);
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
        IEnumerable<string> references = forms.SelectMany(form => form.References);
        if (reference is not null)
        {
            if (!references.Contains(reference))
            {
                Differ(path, $"refers to a {reference}, not to a {string.Join(" or ", references.Distinct().Order(StringComparer.Ordinal))}");
            }

            return;
        }

        if (references.Any())
        {
            Differ(path, "is no reference");
            return;
        }

        string kind = KindOf(element.Value);
        List<string> kinds = [.. forms.Select(form => form.Kind).OfType<string>().Distinct()];
        if (kinds.Count > 0 && !kinds.Exists(recorded => Fits(kind, recorded)))
        {
            Differ(path, $"is {kind} '{element.Value}', not {string.Join(" or ", kinds)}");
        }
    }

    private void CompareChild(XElement child, List<ShapeElement> known, string path, string? owner)
    {
        string? key = KeyOf(child);
        if (child.Name.LocalName is "propSet" or "changeSet" && owner is not null)
        {
            List<ShapeForm> property = _recorded.Property(owner, key!);
            string of = $"{owner}.{key}";
            CompareOrder(child, [.. known.SelectMany(element => element.Forms)], of, [.. child.Elements().Select(one => one.Name.LocalName)]);
            if (property.Count == 0)
            {
                Differ(of, "in no recording");
            }
            else if (Child(child, "val") is { } value)
            {
                List<ShapeElement> values = [.. property.Select(form => form.Child("val")).OfType<ShapeElement>()];
                if (values.Count > 0)
                {
                    CompareChild(value, values, of, owner: null);
                }
            }

            return;
        }

        List<ShapeForm> forms = [.. known.SelectMany(element => element.Forms).Where(form => form.Key == key)];
        if (forms.Count == 0)
        {
            Differ(key is null ? path : $"{path}[{key}]", "this form is in no recording");
            return;
        }

        bool isObject = key is not null && Child(child, "obj") is not null;
        string at = key is null ? path : $"{path}[{key}]";
        Compare(child, forms, at, isObject ? key : null);
        if (isObject)
        {
            CompareSet(child, key!, forms);
        }
    }

    private void CompareSet(XElement child, string owner, List<ShapeForm> forms)
    {
        _ = child;
        _ = owner;
        _ = forms;
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
            int last = -1;
            string before = "";
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
