using System.Buffers;
using System.Text;

namespace VmSnapshot.Vim25.Server;

/// <summary>The text of an answer while it is written. Each thread keeps one of ordinary size for its next answer.</summary>
internal sealed class AnswerText : IDisposable
{
    private const int LargestKept = 256 * 1024;

    [ThreadStatic]
    private static AnswerText? _kept;

    private readonly Encoder _encoder = Encoding.UTF8.GetEncoder();

    private AnswerText()
    {
    }

    internal StringBuilder Builder { get; } = new(4096);

    internal static AnswerText Rent()
    {
        AnswerText text = _kept ?? new AnswerText();
        _kept = null;
        return text;
    }

    internal void CopyTo(IBufferWriter<byte> target)
    {
        // With the encoder's memory: a character of two halves may lie across two chunks.
        foreach (ReadOnlyMemory<char> chunk in Builder.GetChunks())
        {
            _encoder.Convert(chunk.Span, target, flush: false, out _, out _);
        }

        _encoder.Convert([], target, flush: true, out _, out _);
    }

    public void Dispose()
    {
        if (Builder.Capacity <= LargestKept)
        {
            Builder.Clear();
            _encoder.Reset();
            _kept = this;
        }
    }
}
