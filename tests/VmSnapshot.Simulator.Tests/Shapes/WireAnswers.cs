using System.Buffers;
using System.Xml.Linq;
using VmSnapshot.Vim25;
using VmSnapshot.Vim25.Server;

namespace VmSnapshot.Simulator.Tests.Shapes;

/// <summary>Notes each answer in the form that it has on the wire.</summary>
internal sealed class WireAnswers(IVimTransport inner) : IVimTransport
{
    private static readonly XName Body = XNamespace.Get("http://schemas.xmlsoap.org/soap/envelope/") + "Body";

    /// <summary>The latest answer or fault: what its envelope's body holds.</summary>
    internal XElement? Latest { get; private set; }

    public async Task<object?> InvokeAsync(VimRequestType request, string apiVersion, CancellationToken cancellationToken)
    {
        try
        {
            object? result = await inner.InvokeAsync((VimRequestType)request.Copy(), apiVersion, cancellationToken);
            Note(target => VimServerCodec.WriteAnswer(target, request, result, apiVersion));
            return result;
        }
        catch (VimFaultException fault)
        {
            Note(target => VimServerCodec.WriteFault(target, fault, apiVersion));
            throw;
        }
    }

    public Task<IReadOnlyList<string>> GetVersionsAsync(CancellationToken cancellationToken) => inner.GetVersionsAsync(cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private void Note(Action<IBufferWriter<byte>> write)
    {
        var envelope = new ArrayBufferWriter<byte>();
        write(envelope);
        using var stream = new MemoryStream(envelope.WrittenSpan.ToArray());
        Latest = XDocument.Load(stream).Root!.Element(Body)!.Elements().Single();
    }
}
