using System.Buffers;
using System.ServiceModel.Channels;
using System.Text;
using System.Xml;
using VmSnapshot.Vim25.Protocol;
using VmSnapshot.Vim25.Transport;
using VmSnapshot.Vim25.Versions;

namespace VmSnapshot.Vim25.Server;

/// <summary>
/// vim25 over SOAP in the server's direction: reads the requests that clients send, writes answers and faults as vCenter
/// does. What a client's version doesn't have is left out of what it gets. All members may be used from many threads.
/// </summary>
public static class VimServerCodec
{
    private const int MaxHeaderBytes = 64 * 1024;

    /// <summary>Whether there is a request type for the operation.</summary>
    /// <param name="operation">A wire name, such as <c>CloneVM_Task</c>.</param>
    public static bool HasOperation(string operation) => VimRequestFactory.New(operation) is not null;

    /// <summary>Reads the envelope of a request.</summary>
    /// <param name="envelope">The envelope, whole. A DOCTYPE or a processing instruction in it is refused.</param>
    /// <param name="soapAction">The SOAPAction header, quoted or not, such as <c>"urn:vim25/8.0.3.0"</c>; without a version it means the oldest.</param>
    /// <param name="strict">Whether to compare what was sent with what the schema has, in the version spoken.</param>
    /// <exception cref="VimFaultException">InvalidRequest for what can't be read, MethodNotFound for an operation that there is no request type for.</exception>
    public static VimServerRequest ReadRequest(ReadOnlyMemory<byte> envelope, string? soapAction, bool strict = false)
    {
        SpokenVersion version = SoapAction.Version(soapAction);
        VimRequestType request = RequestEnvelope.Read(envelope);
        return new VimServerRequest(request, version.ApiVersion, strict ? StrictReading.Compare(envelope, request, version) : []);
    }

    /// <summary>Writes the envelope of an answer.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="request">What is answered.</param>
    /// <param name="result">What it returned, as <see cref="IVimTransport.InvokeAsync"/> would.</param>
    /// <param name="apiVersion">The version that the client speaks.</param>
    /// <exception cref="ArgumentException">It isn't what the operation returns.</exception>
    public static void WriteAnswer(IBufferWriter<byte> target, VimRequestType request, object? result, string apiVersion)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(request);
        using var text = AnswerText.Rent();
        AnswerEnvelope.Write(text.Builder, request, result, SpokenVersion.Of(apiVersion));
        text.CopyTo(target);
    }

    /// <summary>Writes the envelope of a fault; it goes out with HTTP status 500.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="fault">The fault.</param>
    /// <param name="apiVersion">The version that the client speaks.</param>
    public static void WriteFault(IBufferWriter<byte> target, VimFaultException fault, string apiVersion)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(fault);
        using var text = AnswerText.Rent();
        AnswerEnvelope.WriteFault(text.Builder, fault, SpokenVersion.Of(apiVersion));
        text.CopyTo(target);
    }

    /// <summary>
    /// What is missing in an answer that the schema demands. A server leaves it out all the same: this is for its tests.
    /// </summary>
    /// <param name="request">What is answered.</param>
    /// <param name="result">What it returned.</param>
    /// <param name="apiVersion">The version that the client speaks.</param>
    public static IReadOnlyList<StrictReadingFailure> FindMissing(VimRequestType request, object? result, string apiVersion)
    {
        ArgumentNullException.ThrowIfNull(request);
        var writer = new VimWriter(SpokenVersion.Of(apiVersion), WritingMode.Noting);
        request.WriteAnswer(writer, result);
        return [.. writer.Problems.Where(problem => !problem.IsTooNew).Select(problem => problem.In(request.Operation + "Response"))];
    }

    /// <summary>Writes the envelope of a request, as <see cref="VimClient"/> sends it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="apiVersion">The version to keep to.</param>
    /// <exception cref="ArgumentException">A required value is missing, one came with a later version, or a text holds a character that XML can't carry.</exception>
    public static byte[] WriteRequest(VimRequestType request, string apiVersion)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Encoding.UTF8.GetBytes(string.Concat(AnswerEnvelope.Start, RequestBody.Write(request, SpokenVersion.Of(apiVersion)), AnswerEnvelope.End));
    }

    /// <summary>Reads the envelope of an answer or a fault, as <see cref="VimClient"/> reads it.</summary>
    /// <param name="request">What is answered.</param>
    /// <param name="envelope">The envelope.</param>
    /// <returns>What the operation returned, as <see cref="IVimTransport.InvokeAsync"/> would.</returns>
    /// <exception cref="VimFaultException">It is a fault.</exception>
    /// <exception cref="VimTransportException">It can't be read.</exception>
    public static object? ReadAnswer(VimRequestType request, ReadOnlyMemory<byte> envelope)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            using XmlDictionaryReader xml = EnvelopeReader.Open(envelope);
            using var message = Message.CreateMessage(xml, MaxHeaderBytes, MessageVersion.Soap11);
            object? value = request.ReadAnswer(message, ReadBudget.For(envelope.Length, CancellationToken.None));
            return value is not null || !request.RequiresValue ? value : throw new FormatException($"It holds no value for {request.Operation}.");
        }
        catch (Exception failure) when (failure is not VimFaultException && TransportFailure.IsExpected(failure, answerArrived: true))
        {
            throw new VimTransportException(VimTransportError.InvalidAnswer, $"The answer can't be read: {failure.Message}", mayHaveBeenExecuted: true, failure);
        }
    }
}
