using System.Text;
using System.Xml;

namespace VmSnapshot.Vim25.Protocol;

/// <summary>Keeps a piece of an answer as text: for what there are no classes for.</summary>
internal static class RawXml
{
    private static readonly XmlWriterSettings Settings = new()
    {
        OmitXmlDeclaration = true,
        ConformanceLevel = ConformanceLevel.Fragment,
        CheckCharacters = false,
    };

    /// <summary>
    /// The element that the reader stands on, well-formed by itself: every prefix it uses, in names and in
    /// <c>xsi:type</c>, is declared in it. What doesn't fit into about <paramref name="limit"/> characters is left out.
    /// The reader is left behind the element, and the step is called for each node in it.
    /// </summary>
    internal static string Read(XmlReader xml, int limit, Action step)
    {
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, Settings))
        {
            int depth = xml.Depth;
            bool inside = true;
            bool full = false;
            while (inside)
            {
                step();
                inside = xml.Depth > depth || (xml.NodeType == XmlNodeType.Element && !xml.IsEmptyElement);
                if (!full)
                {
                    Copy(xml, writer, limit - text.Length);
                    writer.Flush();
                    full = text.Length >= limit;
                }

                if (!xml.Read() && inside)
                {
                    throw new FormatException("It ends in the middle of an element.");
                }
            }
        }

        return text.ToString();
    }

    private static void Copy(XmlReader xml, XmlWriter writer, int room)
    {
        switch (xml.NodeType)
        {
            case XmlNodeType.Element:
                bool empty = xml.IsEmptyElement;
                Start(xml, writer);
                if (empty)
                {
                    writer.WriteEndElement();
                }

                break;
            case XmlNodeType.EndElement:
                writer.WriteEndElement();
                break;
            case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                string value = XmlText.WithoutForbidden(xml.Value);
                int length = Math.Min(value.Length, room);
                if (length < value.Length && length > 0 && char.IsHighSurrogate(value[length - 1]))
                {
                    length--;
                }

                writer.WriteString(value[..length]);
                break;
        }
    }

    private static void Start(XmlReader xml, XmlWriter writer)
    {
        writer.WriteStartElement(xml.Prefix, xml.LocalName, xml.NamespaceURI);
        while (xml.MoveToNextAttribute())
        {
            if (xml.NamespaceURI == VimNamespaces.Declarations)
            {
                continue;   // the writer declares what names use
            }

            if (xml.LocalName == "type" && xml.NamespaceURI == VimNamespaces.Instance && xml.Value.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
            {
                string prefix = xml.Value[..colon].Trim();
                if (xml.LookupNamespace(prefix) is { Length: > 0 } name && writer.LookupPrefix(name) != prefix)
                {
                    writer.WriteAttributeString("xmlns", prefix, null, name);
                }
            }

            writer.WriteAttributeString(xml.Prefix, xml.LocalName, xml.NamespaceURI, XmlText.WithoutForbidden(xml.Value));
        }

        xml.MoveToElement();
    }
}
