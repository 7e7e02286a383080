using System.ServiceModel;

namespace VmSnapshot.Vim25.Protocol;

/// <summary>
/// What reading one answer may cost. A few bytes can stand for a large object, and a few megabytes for hours of work:
/// neither the size of an answer nor the time it took to arrive bounds what reading it takes.
/// </summary>
internal sealed class ReadBudget(long bytes, CancellationToken stop)
{
    /// <summary>Real answers take four to ten times their size; what they don't use for objects is garbage at once.</summary>
    private const int TimesMessageBytes = 8;

    /// <summary>Small limits on the message shall not forbid small answers.</summary>
    private const long Smallest = 16 * 1024 * 1024;

    private readonly long _start = GC.GetAllocatedBytesForCurrentThread();

    /// <summary>The budget of an answer under a limit to its size.</summary>
    internal static ReadBudget For(long maxMessageBytes, CancellationToken stop)
        => new(Math.Max(Smallest, maxMessageBytes * TimesMessageBytes), stop);

    /// <summary>Call it on the one thread that reads, every few hundred elements.</summary>
    /// <exception cref="QuotaExceededException">Reading took more memory than allowed.</exception>
    /// <exception cref="OperationCanceledException">The call's time is over, or nobody waits for the answer any more.</exception>
    internal void Check()
    {
        stop.ThrowIfCancellationRequested();
        if (GC.GetAllocatedBytesForCurrentThread() - _start > bytes)
        {
            throw new QuotaExceededException($"Reading it takes more than {bytes} bytes of memory.");
        }
    }
}
