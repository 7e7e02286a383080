using System.ServiceModel.Channels;
using System.Xml;

namespace VmSnapshot.Vim25.Protocol;

/// <summary>Takes the answer of a call apart.</summary>
internal static class AnswerReader
{
    /// <summary>Whether there is a value in the answer, and the values.</summary>
    /// <exception cref="VimFaultException">The answer is a fault.</exception>
    /// <exception cref="FormatException">The answer isn't the one to this operation, or a value in it is malformed.</exception>
    /// <exception cref="XmlException">The answer is no well-formed XML.</exception>
    internal static List<T> Read<T>(Message answer, string operation, Func<VimReader, T?> read)
    {
        if (answer.IsEmpty)
        {
            throw new FormatException("It is empty.");
        }

        using XmlDictionaryReader xml = answer.GetReaderAtBodyContents();
        if (answer.IsFault)
        {
            throw FaultReader.Read(xml);
        }

        if (xml.NodeType != XmlNodeType.Element || xml.LocalName != operation + "Response" || xml.NamespaceURI != VimNamespaces.Vim)
        {
            throw new FormatException($"It holds '{xml.LocalName}' where '{operation}Response' of {VimNamespaces.Vim} should stand.");
        }

        var values = new List<T>();
        var reader = new VimReader(xml);
        bool empty = xml.IsEmptyElement;
        xml.Read();
        while (!empty && xml.MoveToContent() != XmlNodeType.EndElement)
        {
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "returnval" && xml.NamespaceURI == VimNamespaces.Vim)
            {
                if (read(reader) is { } value)
                {
                    values.Add(value);
                }
            }
            else if (xml.NodeType == XmlNodeType.Element)
            {
                xml.Skip();
            }
            else if (!xml.Read())
            {
                throw new FormatException("It ends too early.");
            }
        }

        while (xml.Read())
        {
            // To the end: an answer that stops early isn't taken for a whole one.
        }

        return values;
    }
}
