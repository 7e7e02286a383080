using System.Xml;

namespace VmSnapshot.Vim25.Protocol;

/// <summary>
/// Reads a SOAP fault from the body as it stands: prefixes declared on the envelope are in reach here, which they are
/// not in what WCF makes of a fault's detail.
/// </summary>
internal static class FaultReader
{
    private const string ElementSuffix = "Fault";

    /// <summary>The exception for the fault element that the reader stands on.</summary>
    internal static VimFaultException Read(XmlDictionaryReader xml, VimReader reader)
    {
        string code = "SoapFault";
        string? text = null;
        MethodFault? fault = null;
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
                    fault = Detail(xml, reader);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new VimFaultException(fault?.WireTypeName ?? code, text, fault);
    }

    private static MethodFault? Detail(XmlDictionaryReader xml, VimReader reader)
    {
        MethodFault? fault = null;
        bool empty = xml.IsEmptyElement;
        xml.Read();
        while (!empty && xml.MoveToContent() != XmlNodeType.EndElement)
        {
            reader.Step();
            if (xml.NodeType == XmlNodeType.Element && fault is null)
            {
                fault = reader.Object<MethodFault>(xml.GetAttribute("type", VimNamespaces.Instance) is null ? TypeOfElement(xml.LocalName) : nameof(MethodFault));
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

        return fault;
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
