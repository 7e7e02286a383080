using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace VmSnapshot.Simulator.Hosting;

/// <summary>Reads a request's body whole.</summary>
internal static class RequestContent
{
    /// <exception cref="BadHttpRequestException">It is too large.</exception>
    internal static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, int maxBytes)
    {
        PipeReader body = request.BodyReader;
        while (true)
        {
            ReadResult read = await body.ReadAsync(request.HttpContext.RequestAborted).ConfigureAwait(false);
            if (read.Buffer.Length > maxBytes)
            {
                throw new BadHttpRequestException("The request is too large.", StatusCodes.Status413PayloadTooLarge);
            }

            if (read.IsCompleted)
            {
                byte[] content = read.Buffer.ToArray();
                body.AdvanceTo(read.Buffer.End);
                return content;
            }

            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
