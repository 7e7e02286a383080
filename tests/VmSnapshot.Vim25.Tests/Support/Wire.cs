using System.Text;
using System.Xml;
using System.Xml.Linq;
using VmSnapshot.Vim25.Protocol;

namespace VmSnapshot.Vim25.Tests.Support;

/// <summary>Writes and reads single values, as they stand inside a message.</summary>
internal static class Wire
{
    internal const string Declarations =
        "xmlns=\"urn:vim25\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\"";

    internal static readonly XNamespace Vim = "urn:vim25";
    internal static readonly XNamespace Xsi = "http://www.w3.org/2001/XMLSchema-instance";

    /// <summary>The text that a writing gives, in an element that declares the prefixes.</summary>
    internal static string Write(Action<VimWriter> write)
    {
        var writer = new VimWriter();
        write(writer);
        return $"<message {Declarations}>{writer}</message>";
    }

    internal static string Write(DynamicData value) => Write(writer => writer.Object("value", "DynamicData", value));

    /// <summary>The first element in the message, parsed.</summary>
    internal static XElement Element(string message) => XDocument.Parse(message, LoadOptions.PreserveWhitespace).Root!.Elements().First();

    /// <summary>Reads the first element inside the root of a message.</summary>
    internal static T Read<T>(string message, Func<VimReader, T> read)
    {
        using XmlDictionaryReader xml = XmlDictionaryReader.CreateTextReader(Encoding.UTF8.GetBytes(message), XmlDictionaryReaderQuotas.Max);
        xml.MoveToContent();
        xml.Read();
        xml.MoveToContent();
        T value = read(new VimReader(xml));
        (xml.MoveToContent() is XmlNodeType.EndElement or XmlNodeType.None).Should().BeTrue("the reader must stand behind the value, not on {0}", xml.Name);
        return value;
    }

    internal static object? ReadAny(string element) => Read($"<message {Declarations}>{element}</message>", reader => reader.Any());

    internal static T ReadObject<T>(string element)
        where T : DynamicData
        => Read($"<message {Declarations}>{element}</message>", reader => reader.Object<T>(typeof(T).Name))!;
}
