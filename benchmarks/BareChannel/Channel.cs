using System.ServiceModel;
using System.ServiceModel.Channels;
using System.Text;
using System.Xml;

namespace VmSnapshot.Benchmarks.BareChannel;

/// <summary>
/// WCF's channel layer and nothing else: no types, no faults, no cancellation, no measurements. What the SDK's own
/// client costs on top of it is the difference.
/// </summary>
internal sealed class Channel : IDisposable
{
    private readonly IChannelFactory<IRequestChannel> _factory;
    private readonly IRequestChannel _channel;

    public Channel(Uri endpoint)
    {
        var binding = new BasicHttpBinding
        {
            AllowCookies = true,
            MaxReceivedMessageSize = 64 * 1024 * 1024,
            MaxBufferSize = 64 * 1024 * 1024,
            TextEncoding = Encoding.UTF8,
            UseDefaultWebProxy = false,
        };
        _factory = binding.BuildChannelFactory<IRequestChannel>();
        _factory.Open();
        _channel = _factory.CreateChannel(new EndpointAddress(endpoint));
        _channel.Open();
    }

    /// <summary>Sends one request and reads its answer to the end; the texts of its elements by their names.</summary>
    public async Task<Dictionary<string, string>> CallAsync(string operation, string type, string target, string arguments = "")
    {
        var body = $"""<{operation} xmlns="urn:vim25" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><_this type="{type}">{target}</_this>{arguments}</{operation}>""";
        using var message = Message.CreateMessage(MessageVersion.Soap11, "urn:vim25/6.5", new RawBody(body));
        using var answer = await Task<Message>.Factory.FromAsync(_channel.BeginRequest, _channel.EndRequest, message, state: null);
        using var reader = answer.GetReaderAtBodyContents();
        if (answer.IsFault)
        {
            throw new InvalidOperationException(reader.ReadOuterXml());
        }

        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var element = operation;
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.Element)
            {
                element = reader.LocalName;
            }
            else if (reader.NodeType == XmlNodeType.Text)
            {
                texts[element] = reader.Value;
            }
        }

        return texts;
    }

    public void Dispose()
    {
        _channel.Abort();
        _factory.Abort();
    }

    private sealed class RawBody(string body) : BodyWriter(isBuffered: true)
    {
        protected override void OnWriteBodyContents(XmlDictionaryWriter writer) => writer.WriteRaw(body);
    }
}
