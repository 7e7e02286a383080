using System.Diagnostics;

namespace VmSnapshot.Vim25.Fuzz;

/// <summary>An input, and where it comes from: seed and number make it again.</summary>
internal sealed record FuzzInput(long Number, string Corpus, string Operation, byte[] Bytes);

/// <summary>What reading an input led to. The problem is null when that is as it should be.</summary>
internal sealed record FuzzOutcome(string Name, string? Problem, long AllocatedBytes, TimeSpan Took);

/// <summary>Makes inputs and feeds them to the decoder, each by itself, so that any of them can be had again.</summary>
internal sealed class Fuzzer(ulong seed)
{
    /// <summary>Time for one input, on a machine that has other things to do.</summary>
    internal static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    // An exception from hundreds of levels deep carries a stack of megabytes, and the attributes of one tag take
    // the framework's reader a hundred times their size; both are limited.
    private const long FreeBytes = 16 * 1024 * 1024;
    private const long TimesInput = 64;

    private readonly IReadOnlyList<Recorded> _corpus = Corpus.Load();
    private readonly AnswerDecoder _decoder = new();

    internal IReadOnlyList<Recorded> Recorded => _corpus;

    internal FuzzInput Make(long number)
    {
        var random = new FuzzRandom(seed * 0x9E3779B97F4A7C15 ^ (ulong)number * 0xD1B54A32D192ED03);
        Recorded start = random.Of(_corpus);
        return new FuzzInput(number, start.Name, start.Operation, new Mutator(_corpus, random).Mutate(start));
    }

    internal FuzzOutcome Read(byte[] bytes, string operation)
    {
        // WCF takes the buffer over.
        byte[] copy = [.. bytes];
        long before = GC.GetAllocatedBytesForCurrentThread();
        long started = Stopwatch.GetTimestamp();
        string name;
        string? problem = null;
        try
        {
            name = _decoder.Decode(copy, operation) == 0 ? "read, without a value" : "read, with a value";
        }
        catch (Exception exception) when (AnswerDecoder.IsTyped(exception))
        {
            name = (exception is VimFaultException ? "fault: " : "refused: ") + exception.GetType().Name;
        }
        catch (Exception exception)
        {
            name = "crash: " + exception.GetType().Name;
            problem = exception.ToString();
        }

        TimeSpan took = Stopwatch.GetElapsedTime(started);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (allocated > FreeBytes + TimesInput * bytes.Length)
        {
            problem ??= $"{bytes.Length} bytes of input took {allocated} bytes of memory.";
        }

        if (took > TimeLimit)
        {
            problem ??= $"It took {took}.";
        }

        return new FuzzOutcome(name, problem, allocated, took);
    }
}
