using System.Text;
using VmSnapshot.Vim25.Protocol;
using VmSnapshot.Vim25.Versions;

namespace VmSnapshot.Vim25.Server;

/// <summary>Writes answers and faults in the form that vCenter gives them, the prefixes declared on the envelope.</summary>
internal static class AnswerEnvelope
{
    internal const string Start =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<soapenv:Envelope xmlns:soapenc=\"http://schemas.xmlsoap.org/soap/encoding/\" xmlns:soapenv=\"" + VimNamespaces.Soap
        + "\" xmlns:xsd=\"" + VimNamespaces.Schema + "\" xmlns:xsi=\"" + VimNamespaces.Instance + "\">\n<soapenv:Body>\n";

    internal const string End = "\n</soapenv:Body>\n</soapenv:Envelope>";

    private const string VimDeclaration = " xmlns=\"" + VimNamespaces.Vim + "\"";

    internal static void Write(StringBuilder text, VimRequestType request, object? result, SpokenVersion version)
    {
        text.Append(Start).Append('<').Append(request.Operation).Append("Response").Append(VimDeclaration).Append('>');
        request.WriteAnswer(new VimWriter(version, WritingMode.LeavingOut, text), result);
        text.Append("</").Append(request.Operation).Append("Response>").Append(End);
    }

    internal static void WriteFault(StringBuilder text, VimFaultException fault, SpokenVersion version)
    {
        text.Append(Start).Append("<soapenv:Fault><faultcode>ServerFaultCode</faultcode><faultstring>");
        XmlText.AppendEscaped(text, XmlText.WithoutForbidden(fault.Message), inAttribute: false);
        text.Append("</faultstring><detail>");
        MethodFault? known = Known(fault.Fault, version);
        string type = known?.WireTypeName ?? fault.FaultName;
        if (known is not null || VimTypeTable.Contains(type))
        {
            text.Append('<').Append(type).Append("Fault").Append(VimDeclaration).Append(" xsi:type=\"").Append(type).Append("\">");
            known?.WriteMembers(new VimWriter(version, WritingMode.LeavingOut, text));
            text.Append("</").Append(type).Append("Fault>");
        }

        text.Append("</detail></soapenv:Fault>").Append(End);
    }

    private static MethodFault? Known(MethodFault? fault, SpokenVersion version)
        => fault is not null && fault.Since > version.Number ? OlderBase.Of(fault, version, "fault") as MethodFault : fault;
}
