using System.Xml.Linq;

namespace VmSnapshot.Sdk.VSphere.Tests.Support;

/// <summary>XML as vim25 has it, written and compared.</summary>
internal static class Xml
{
    internal static readonly XNamespace Vim = "urn:vim25";
    internal static readonly XNamespace Instance = "http://www.w3.org/2001/XMLSchema-instance";

    internal static XElement Parse(string xml) => XElement.Parse(
        $"""<x xmlns="urn:vim25" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="{Instance}">{xml}</x>""");

    internal static XElement Child(this XElement element, string name) =>
        element.Element(Vim + name) ?? throw new InvalidOperationException($"<{element.Name.LocalName}> has no <{name}>: {element}");

    internal static IEnumerable<XElement> Children(this XElement element, string name) => element.Elements(Vim + name);

    internal static string Text(this XElement element, string name) => element.Child(name).Value;

    internal static string? TypeName(this XElement element) => (string?)element.Attribute(Instance + "type");

    /// <summary>The same elements in the same order with the same values and types; prefixes and spaces between elements don't count.</summary>
    internal static void ShouldBe(this XElement actual, string expected) =>
        Canonical(actual).ToString().Should().Be(Canonical(Parse(expected).Elements().Single()).ToString());

    private static XElement Canonical(XElement element) => new(
        element.Name,
        element.Attributes().Where(a => !a.IsNamespaceDeclaration).OrderBy(a => a.Name.ToString()),
        element.HasElements ? element.Elements().Select(Canonical) : element.Value);
}
