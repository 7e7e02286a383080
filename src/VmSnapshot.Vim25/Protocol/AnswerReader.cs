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
    /// <exception cref="System.ServiceModel.QuotaExceededException">Reading it goes beyond the budget.</exception>
    internal static List<T> Read<T>(Message answer, string operation, Func<VimReader, T?> read, ReadBudget? budget = null)
    {
        if (answer.IsEmpty)
        {
            throw new FormatException("It is empty.");
        }

        using XmlDictionaryReader xml = answer.GetReaderAtBodyContents();
        if (answer.IsFault)
        {
            throw FaultReader.Read(xml, new VimReader(xml, budget), operation);
        }

        if (xml.NodeType != XmlNodeType.Element || xml.LocalName != operation + "Response" || xml.NamespaceURI != VimNamespaces.Vim)
        {
            throw new FormatException($"It holds '{xml.LocalName}' where '{operation}Response' of {VimNamespaces.Vim} should stand.");
        }

        var values = new List<T>();
        var reader = new VimReader(xml, budget);
        bool empty = xml.IsEmptyElement;
        xml.Read();
        while (!empty && xml.MoveToContent() != XmlNodeType.EndElement)
        {
            reader.Step();
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "returnval" && xml.NamespaceURI == VimNamespaces.Vim)
            {
                if (read(reader) is { } value)
                {
                    values.Add(value);
                }
            }
            else if (xml.NodeType == XmlNodeType.Element)
            {
                reader.Skip();
            }
            else if (!xml.Read())
            {
                throw new FormatException("It ends too early.");
            }
        }

        while (xml.Read())
        {
            // To the end: an answer that stops early isn't taken for a whole one.
            reader.Step();
        }

        return values;
    }
}
