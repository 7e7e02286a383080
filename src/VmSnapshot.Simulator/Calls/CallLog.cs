using System.Collections.Concurrent;
using VmSnapshot.Vim25;
using VmSnapshot.Vim25.Server;

namespace VmSnapshot.Simulator.Calls;

/// <summary>
/// The latest calls, up to <see cref="VCenterSimulatorOptions.MaxRecordedCalls"/>, oldest first. Each look at it is a
/// list of its own.
/// </summary>
public sealed class CallLog
{
    private readonly ConcurrentQueue<RecordedCall> _calls = [];
    private readonly TimeProvider _clock;
    private readonly int _capacity;
    private long _count;

    internal CallLog(TimeProvider clock, int capacity)
    {
        _clock = clock;
        _capacity = capacity;
    }

    /// <summary>How many calls there were since the simulator began, recorded or not.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>All that are recorded.</summary>
    public IReadOnlyList<RecordedCall> All => [.. _calls];

    /// <summary>Those of one operation.</summary>
    /// <param name="operation">Its wire name, such as <c>CloneVM_Task</c>.</param>
    /// <exception cref="ArgumentException">vim25 has no such operation that the simulator knows.</exception>
    public IReadOnlyList<RecordedCall> Of(string operation)
        => VimServerCodec.HasOperation(operation)
            ? [.. _calls.Where(call => call.Operation == operation)]
            : throw new ArgumentException($"There is no operation '{operation}'. Give the wire name, such as CloneVM_Task.", nameof(operation));

    /// <summary>The requests of one type.</summary>
    /// <typeparam name="TRequest">Such as <see cref="CloneVMRequestType"/>.</typeparam>
    public IReadOnlyList<TRequest> Requests<TRequest>()
        where TRequest : VimRequestType
        => [.. _calls.Select(call => call.Request).OfType<TRequest>()];

    /// <summary>Forgets the calls so far; the count goes on.</summary>
    public void Clear() => _calls.Clear();

    /// <summary>Counts a call and notes it.</summary>
    internal void Begin(SimulatedCall call)
    {
        call.Number = Interlocked.Increment(ref _count);
        if (_capacity == 0)
        {
            return;
        }

        call.Record = new RecordedCall(call.Number, Secrets.Blanked(call.Request), call.ApiVersion, _clock.GetUtcNow());
        _calls.Enqueue(call.Record);
        while (_calls.Count > _capacity && _calls.TryDequeue(out _))
        {
            // The oldest go.
        }
    }
}
