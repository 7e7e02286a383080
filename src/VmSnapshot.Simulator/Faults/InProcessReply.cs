using System.Text;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;
using VmSnapshot.Vim25.Server;

namespace VmSnapshot.Simulator.Faults;

/// <summary>What a client in the same process sees of what becomes of an answer: the same as over HTTP.</summary>
internal static class InProcessReply
{
    /// <exception cref="VimTransportException">There is no answer, or none that can be read.</exception>
    internal static async Task ApplyAsync(ReplyFault reply, VimRequestType request, Func<ReadOnlyMemory<byte>> written, SimulatedWorld world, CancellationToken gone)
    {
        switch (reply)
        {
            case ConnectionLost:
                throw new VimTransportException(VimTransportError.Unreachable, "The connection to the simulator broke before its answer was complete.", mayHaveBeenExecuted: true);
            case Endless:
                throw new VimTransportException(VimTransportError.AnswerTooLarge, "The answer of the simulator has no end.", mayHaveBeenExecuted: true);
            case Truncated:
                ReadOnlyMemory<byte> whole = written();
                VimServerCodec.ReadAnswer(request, whole[..(whole.Length / 2)]);
                break;
            case Drip drip:
                using (var ended = CancellationTokenSource.CreateLinkedTokenSource(gone, world.Stopped))
                {
                    try
                    {
                        await CallEffects.PauseAsync(drip.Interval * written().Length, world.Clock, ended.Token).ConfigureAwait(false);
                    }
                    catch (OperationCanceledException) when (world.Stopped.IsCancellationRequested)
                    {
                        throw new VimTransportException(VimTransportError.Unreachable, "The simulator was disposed of before its answer was complete.", mayHaveBeenExecuted: true);
                    }
                }

                break;
            case Replaced replaced:
                throw Failure(replaced, request);
        }
    }

    private static VimTransportException Failure(Replaced answer, VimRequestType request)
    {
        string text = $"The simulator answered with HTTP {answer.Status} and the content type {answer.ContentType}.";
        if (answer.Status is 200 or 500 && answer.ContentType.Contains("xml", StringComparison.OrdinalIgnoreCase))
        {
            try
            {
                VimServerCodec.ReadAnswer(request, Encoding.UTF8.GetBytes(answer.Body));
            }
            catch (VimTransportException unreadable)
            {
                return unreadable;
            }
        }

        return answer.Status switch
        {
            401 or 403 or 407 => new VimTransportException(VimTransportError.AccessDenied, text, mayHaveBeenExecuted: false),
            429 or 502 or 503 or 504 => new VimTransportException(VimTransportError.ServerBusy, text, mayHaveBeenExecuted: true),
            >= 300 and < 500 => new VimTransportException(VimTransportError.InvalidAnswer, text, mayHaveBeenExecuted: false),
            _ => new VimTransportException(VimTransportError.InvalidAnswer, text, mayHaveBeenExecuted: true),
        };
    }
}
