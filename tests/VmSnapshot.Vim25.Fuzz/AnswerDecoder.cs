using System.ServiceModel.Channels;
using System.Text;
using VmSnapshot.Vim25.Protocol;
using VmSnapshot.Vim25.Transport;

namespace VmSnapshot.Vim25.Fuzz;

/// <summary>Reads the bytes of an answer the way a call does: WCF's encoder under the client's quotas, then the codec.</summary>
internal sealed class AnswerDecoder
{
    private const long MaxMessageBytes = 1024 * 1024;

    private readonly BufferManager _buffers = BufferManager.CreateBufferManager(0, int.MaxValue);
    private readonly MessageEncoder _encoder = Encoder();

    /// <summary>How many values an answer has; throws what a call would turn into its typed exceptions.</summary>
    internal int Decode(byte[] answer, string operation)
    {
        using var stream = new MemoryStream(answer);
        if (stream.Length == 0 || TagLength.IsExceeded(stream) || SoapHeaderLength.IsExceeded(stream))
        {
            throw new FormatException("It is empty, or has too long a tag or header.");
        }

        using Message message = _encoder.ReadMessage(new ArraySegment<byte>(answer), _buffers, "text/xml; charset=utf-8");
        return AnswerReader.Read<object>(message, operation, reader => operation switch
        {
            "RetrievePropertiesEx" => reader.Object<RetrieveResult>("RetrieveResult"),
            "RetrieveServiceContent" => reader.Object<ServiceContent>("ServiceContent"),
            "Login" => reader.Object<UserSession>("UserSession"),
            "WaitForUpdatesEx" => reader.Object<UpdateSet>("UpdateSet"),
            "CurrentTime" => reader.DateTime(),
            "SessionIsActive" => reader.Boolean(),
            "AcquireCloneTicket" => reader.Text(),
            "FindByInventoryPath" or "CreateSnapshot_Task" or "CreateFilter" => reader.Reference(),
            _ => reader.Any(),
        }, ReadBudget.For(MaxMessageBytes, CancellationToken.None)).Count;
    }

    /// <summary>Whether a call turns the exception into one of its own, and for good: our own code has no excuse for a bad argument.</summary>
    internal static bool IsTyped(Exception exception)
        => exception is VimFaultException
            || (TransportFailure.IsExpected(exception, answerArrived: false) && !IsOfXmlWriter(exception))
            || (TransportFailure.IsExpected(exception, answerArrived: true) && IsOfXmlReader(exception));

    // What could be read can be kept as text.
    private static bool IsOfXmlWriter(Exception exception) => exception.StackTrace is { } trace && trace.Contains(" System.Xml.XmlWellFormedWriter.", StringComparison.Ordinal);

    private static bool IsOfXmlReader(Exception exception)
    {
        string trace = exception.StackTrace ?? "";
        int reader = trace.IndexOf(" System.Xml.", StringComparison.Ordinal);
        int ours = trace.IndexOf(" VmSnapshot.", StringComparison.Ordinal);
        return reader >= 0 && reader < ours && !IsOfXmlWriter(exception);
    }

    private static MessageEncoder Encoder()
    {
        var element = new TextMessageEncodingBindingElement(MessageVersion.Soap11, Encoding.UTF8);
        AnswerLimits.Quotas().CopyTo(element.ReaderQuotas);
        return element.CreateMessageEncoderFactory().Encoder;
    }
}
