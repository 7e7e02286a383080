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

        (string? kind, MethodFault? fault) = detail is null ? (null, null) : Fault(detail, reader);
        string name = kind ?? code;
        return new VimFaultException(name, string.IsNullOrWhiteSpace(text) ? $"The server answered {operation} with the fault {name}." : text, fault) { Operation = operation, RawDetail = detail };
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

    private static (string? Name, MethodFault? Fault) Fault(string detail, VimReader reader)
    {
        using XmlDictionaryReader xml = XmlDictionaryReader.CreateTextReader(Encoding.UTF8.GetBytes(detail), AnswerLimits.Quotas());
        xml.MoveToContent();
        string? type = xml.GetAttribute("type", VimNamespaces.Instance);
        string element = TypeOfElement(xml.LocalName);
        try
        {
            MethodFault? fault = reader.Beside(xml).Object<MethodFault>(type is null ? element : nameof(MethodFault));
            return (fault?.WireTypeName, fault);
        }
        catch (Exception failure) when (failure is FormatException or OverflowException or XmlException)
        {
            // A member that changed its type in a later version, say: callers branch on the fault's name, which needs none of them.
            string name = type?[(type.LastIndexOf(':') + 1)..].Trim() ?? "";
            return (name.Length > 0 && (VimTypeTable.IsKindOf(name, nameof(MethodFault)) || !VimTypeTable.Contains(name)) ? name : element, null);
        }
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
