using System.Text.RegularExpressions;

namespace VmSnapshot.Simulator.Tests.Shapes;

/// <summary>A shape as tests/shapes/extract.py writes it, whose README describes the format.</summary>
internal sealed partial class ShapeFile
{
    private ShapeFile(string name, string of, string server, IReadOnlyList<ShapeElement> roots)
    {
        Name = name;
        Of = of;
        Server = server;
        Roots = roots;
    }

    internal string Name { get; }

    /// <summary>The public repository and file that it is the shape of.</summary>
    internal string Of { get; }

    internal string Server { get; }

    /// <summary>The answers, by operation.</summary>
    internal IReadOnlyList<ShapeElement> Roots { get; }

    internal static ShapeFile Parse(string name, string text)
    {
        string[] lines = text.TrimEnd('\n').Split('\n');
        if (lines.Length < 3 || !lines[0].StartsWith("of: ", StringComparison.Ordinal) || !lines[1].StartsWith("server: ", StringComparison.Ordinal) || lines[2].Length > 0)
        {
            throw new InvalidDataException($"{name}: its head is not 'of:', 'server:' and an empty line");
        }

        var roots = new List<ShapeElement>();
        var open = new Stack<(int Depth, List<ShapeElement> Elements, List<ShapeForm>? Forms)>();
        open.Push((-1, roots, null));
        foreach (string line in lines.Skip(3))
        {
            Match match = LinePattern().Match(line);
            if (!match.Success)
            {
                throw new InvalidDataException($"{name}: not a line of a shape: {line}");
            }

            int depth = match.Groups["indent"].Length / 2;
            while (open.Peek().Depth >= depth)
            {
                open.Pop();
            }

            (List<ShapeElement> elements, List<ShapeForm>? forms) = (open.Peek().Elements, open.Peek().Forms);
            string often = match.Groups["often"].Value;
            string kind = match.Groups["kind"].Value;
            string[] references = match.Groups["references"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            bool isForm = match.Groups["form"].Success;
            string label = match.Groups["label"].Value;
            var form = new ShapeForm(isForm && label != "-" ? label : null, often == "?", kind.Length > 0 ? kind : null, references, []);
            if (isForm)
            {
                // What precedes the forms of an element is the element itself, which is no form.
                (forms ?? throw new InvalidDataException($"{name}: a form without an element: {line}")).RemoveAll(other => ReferenceEquals(other.Children, elements));
                forms.Add(form);
                open.Push((depth, form.Children, null));
            }
            else
            {
                var element = new ShapeElement(label, often is "" or "+", often is "*" or "+", [form]);
                elements.Add(element);
                open.Push((depth, form.Children, element.Forms));
            }
        }

        return new ShapeFile(name, lines[0]["of: ".Length..], lines[1]["server: ".Length..], roots);
    }

    [GeneratedRegex(@"^(?<indent>(?:  )*)(?<form>\| )?(?<label>-|(?:xsd:)?[A-Za-z_][\w.\[\]]*)(?<often>[?*+]?)(?: : (?:(?<kind>string|int|decimal|boolean|dateTime|empty)|ref(?<references>(?: \w+)+)))?$")]
    private static partial Regex LinePattern();
}
