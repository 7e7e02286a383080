using System.ServiceModel.Channels;
using System.Xml;
using VmSnapshot.Vim25.Protocol;

namespace VmSnapshot.Vim25.Transport;

/// <summary>
/// A request whose body is already written. The envelope declares the prefixes <c>xsd</c> and <c>xsi</c>, which the body
/// uses, because some servers look for them there.
/// </summary>
internal sealed class VimMessage : Message
{
    private readonly string _body;
    private readonly MessageHeaders _headers;

    internal VimMessage(string soapAction, string body)
    {
        _body = body;
        _headers = new MessageHeaders(MessageVersion.Soap11) { Action = soapAction };
    }

    public override MessageHeaders Headers => _headers;

    public override MessageProperties Properties { get; } = new();

    public override MessageVersion Version => MessageVersion.Soap11;

    protected override void OnWriteStartEnvelope(XmlDictionaryWriter writer)
    {
        base.OnWriteStartEnvelope(writer);
        writer.WriteXmlnsAttribute("xsd", VimNamespaces.Schema);
        writer.WriteXmlnsAttribute("xsi", VimNamespaces.Instance);
    }

    protected override void OnWriteBodyContents(XmlDictionaryWriter writer) => writer.WriteRaw(_body);
}
