using System.Text;
using System.Xml;
using VmSnapshot.Vim25.Transport;

namespace VmSnapshot.Vim25.Protocol;

/// <summary>
/// Reads a SOAP fault from the body as it stands: prefixes declared on the envelope are in reach here, which they are
/// not in what WCF makes of a fault's detail.
/// </summary>
internal static class FaultReader
{
    private const string ElementSuffix = "Fault";
    private const int MaxDetailCharacters = 256 * 1024;

    /// <summary>The exception for the fault element that the reader stands on.</summary>
    internal static VimFaultException Read(XmlDictionaryReader xml, VimReader reader, string operation)
    {
        string code = "SoapFault";
        string? text = null;
        string? detail = null;
        bool empty = xml.IsEmptyElement;
        xml.Read();
        while (!empty && xml.MoveToContent() != XmlNodeType.EndElement)
        {
            reader.Step();
            if (xml.NodeType != XmlNodeType.Element)
            {
                if (!xml.Read())
                {
                    throw new FormatException("The fault ends too early.");
                }

                continue;
            }

            switch (xml.LocalName)
            {
                case "faultcode":
                    string qualified = reader.Text()?.Trim() ?? "";
                    code = qualified[(qualified.LastIndexOf(':') + 1)..] is { Length: > 0 } local ? local : code;
                    break;
                case "faultstring":
                    text = reader.Text();
                    break;
                case "detail":
                    detail = Detail(xml, reader);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        MethodFault? fault = detail is null ? null : Fault(detail, reader);
        string name = fault?.WireTypeName ?? code;
        return new VimFaultException(name, string.IsNullOrWhiteSpace(text) ? $"The server answered {operation} with the fault {name}." : text, fault) { RawDetail = detail };
    }

    /// <summary>The first element of the detail.</summary>
    private static string? Detail(XmlDictionaryReader xml, VimReader reader)
    {
        string? detail = null;
        bool empty = xml.IsEmptyElement;
        xml.Read();
        while (!empty && xml.MoveToContent() != XmlNodeType.EndElement)
        {
            reader.Step();
            if (xml.NodeType == XmlNodeType.Element && detail is null)
            {
                detail = reader.Raw(MaxDetailCharacters);
            }
            else if (xml.NodeType == XmlNodeType.Element)
            {
                reader.Skip();
            }
            else if (!xml.Read())
            {
                throw new FormatException("The fault ends too early.");
            }
        }

        if (!empty)
        {
            xml.Read();
        }

        return detail;
    }

    private static MethodFault? Fault(string detail, VimReader reader)
    {
        using XmlDictionaryReader xml = XmlDictionaryReader.CreateTextReader(Encoding.UTF8.GetBytes(detail), AnswerLimits.Quotas());
        xml.MoveToContent();
        bool typed = xml.GetAttribute("type", VimNamespaces.Instance) is not null;
        return reader.Beside(xml).Object<MethodFault>(typed ? nameof(MethodFault) : TypeOfElement(xml.LocalName));
    }

    /// <summary>The type that the element's name stands for where it names none itself: XFault holds an X.</summary>
    private static string TypeOfElement(string element)
    {
        string name = element.EndsWith(ElementSuffix, StringComparison.Ordinal) && !VimTypeTable.Contains(element)
            ? element[..^ElementSuffix.Length]
            : element;
        return VimTypeTable.IsKindOf(name, nameof(MethodFault)) ? name : nameof(MethodFault);
    }
}
