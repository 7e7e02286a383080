using System.Globalization;
using System.Xml.Linq;

namespace VmSnapshot.Sdk.VSphere.Tests.Support;

/// <summary>The values of properties as the property collector sends them.</summary>
internal static class Property
{
    internal static string Text(string value) => Value("xsd:string", new XText(value).ToString());

    internal static string Number(int value) => Value("xsd:int", value.ToString(CultureInfo.InvariantCulture));

    internal static string Flag(bool value) => Value("xsd:boolean", value ? "true" : "false");

    /// <summary>A reference, with both attributes, as vCenter has it.</summary>
    internal static string Reference(string type, string value) =>
        $"""<val type="{type}" xsi:type="ManagedObjectReference">{value}</val>""";

    internal static string References(params (string Type, string Value)[] references) => Value(
        "ArrayOfManagedObjectReference",
        string.Concat(references.Select(r => $"""<ManagedObjectReference type="{r.Type}" xsi:type="ManagedObjectReference">{r.Value}</ManagedObjectReference>""")));

    internal static string Value(string type, string content) => $"""<val xsi:type="{type}">{content}</val>""";
}
