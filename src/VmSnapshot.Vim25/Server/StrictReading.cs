using System.Xml;
using System.Xml.Linq;
using VmSnapshot.Vim25.Protocol;
using VmSnapshot.Vim25.Versions;

namespace VmSnapshot.Vim25.Server;

/// <summary>
/// Finds where a request departs from its schema: what was read of it is written again by the rules, and the two trees
/// of elements are compared. vCenter refuses such requests; an SDK that was never held to it finds out in production.
/// </summary>
internal static class StrictReading
{
    private static readonly XNamespace Soap = VimNamespaces.Soap;
    private static readonly XName TypeAttribute = (XNamespace)VimNamespaces.Instance + "type";

    /// <summary>The departures, in the order of what was sent, and then what isn't there or shouldn't be.</summary>
    internal static IReadOnlyList<StrictReadingFailure> Compare(ReadOnlyMemory<byte> envelope, VimRequestType request, SpokenVersion version)
    {
        var writer = new VimWriter(version, WritingMode.Noting);
        writer.OpenOperation(request.Operation);
        request.WriteMembers(writer);
        writer.CloseOperation(request.Operation);
        var failures = new List<StrictReadingFailure>();
        Members(Sent(envelope), Expected(writer.ToString()), request.Operation, name => request.TryGet(name, out _), failures);
        failures.AddRange(writer.Problems.Select(problem => problem.In(request.Operation)));
        return failures;
    }

    private static XElement Sent(ReadOnlyMemory<byte> envelope)
    {
        // The whole envelope: prefixes that types go by are declared on it.
        using XmlDictionaryReader xml = EnvelopeReader.Open(envelope);
        return XElement.Load(xml).Element(Soap + "Body")!.Elements().First();
    }

    private static XElement Expected(string body)
        => XElement.Parse($"<body xmlns:xsi=\"{VimNamespaces.Instance}\" xmlns:xsd=\"{VimNamespaces.Schema}\">{body}</body>").Elements().First();

    private static void Members(XElement sent, XElement expected, string path, Func<string, bool>? has, List<StrictReadingFailure> failures)
    {
        var next = new Queue<XElement>(expected.Elements());
        foreach (XElement element in sent.Elements())
        {
            string name = element.Name.LocalName;
            if (next.TryPeek(out XElement? counterpart) && counterpart.Name == element.Name)
            {
                Element(element, next.Dequeue(), path + "/" + name, failures);
            }
            else if (element.Name.NamespaceName != VimNamespaces.Vim || has?.Invoke(name) == false)
            {
                failures.Add(new StrictReadingFailure(StrictReadingFailureKind.UnknownElement, path, $"'{name}' is unknown there"));
            }
            else if (has is null)
            {
                // A type that vim25 has and this library doesn't know more of than its bases.
                continue;
            }
            else if (!element.HasElements && element.Value.Trim().Length == 0)
            {
                failures.Add(new StrictReadingFailure(StrictReadingFailureKind.EmptyElement, path, $"'{name}' has no value"));
            }
            else
            {
                failures.Add(new StrictReadingFailure(StrictReadingFailureKind.WrongOrder, path,
                    counterpart is null ? $"'{name}' stands where nothing more is expected" : $"'{name}' stands where '{counterpart.Name.LocalName}' is expected"));
                return;
            }
        }
    }

    private static void Element(XElement sent, XElement expected, string path, List<StrictReadingFailure> failures)
    {
        if (TypeName(sent) is { } given && !IsKnown(given))
        {
            failures.Add(new StrictReadingFailure(StrictReadingFailureKind.UnknownType, path, $"'{given}' is no type of vim25"));
            return;
        }

        if (sent.HasElements)
        {
            Members(sent, expected, path, KnowledgeOf(TypeName(expected), expected), failures);
        }
    }

    /// <summary>The vim25 type that an element says it has; null without one and for the types of XML Schema.</summary>
    private static string? TypeName(XElement element)
    {
        if (element.Attribute(TypeAttribute)?.Value.Trim() is not { Length: > 0 } qualified)
        {
            return null;
        }

        int colon = qualified.IndexOf(':', StringComparison.Ordinal);
        XNamespace? space = colon < 0 ? element.GetDefaultNamespace() : element.GetNamespaceOfPrefix(qualified[..colon]);
        return space?.NamespaceName == VimNamespaces.Schema ? null : qualified[(colon + 1)..];
    }

    private static bool IsKnown(string type)
        => type == nameof(ManagedObjectReference) || VimTypeTable.Contains(type) || VimTypeFactory.NewObject(type) is not null || VimTypeFactory.NewEnum(type, "") is not null
            || type.StartsWith("ArrayOf", StringComparison.Ordinal);

    /// <summary>Tells the names of a type's members from others; null where nobody can.</summary>
    private static Func<string, bool>? KnowledgeOf(string? type, XElement expected)
    {
        if (type is not null && VimTypeFactory.NewObject(type) is { } known)
        {
            return name => known.TryGet(name, out _);
        }

        return type?.StartsWith("ArrayOf", StringComparison.Ordinal) == true ? name => expected.Elements().Any(item => item.Name.LocalName == name) : null;
    }
}
