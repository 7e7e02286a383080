using System.Net;

namespace VmSnapshot.Vim25.Transport;

/// <summary>A request's content that notices when it begins to go out.</summary>
internal sealed class SendingContent : HttpContent
{
    private readonly HttpContent _content;
    private readonly CallContext _call;

    internal SendingContent(HttpContent content, CallContext call)
    {
        _content = content;
        _call = call;
        foreach ((string name, IEnumerable<string> values) in content.Headers)
        {
            Headers.TryAddWithoutValidation(name, values);
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        _call.RequestBegan = true;
        return _content.CopyToAsync(stream, context, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _content.Headers.ContentLength ?? 0;
        return _content.Headers.ContentLength is not null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _content.Dispose();
        }

        base.Dispose(disposing);
    }
}
