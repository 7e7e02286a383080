using VmSnapshot.Simulator.Calls;

namespace VmSnapshot.Simulator.Objects;

/// <summary>
/// What happens later. When a clock leaps over several things at once, they happen in the order of their times, each at its
/// own: what one of them leads to counts from then, and is done in the same leap when it is due.
/// </summary>
internal sealed class Schedule(TimeProvider clock, Lock gate)
{
    private readonly PriorityQueue<Entry, (DateTimeOffset Due, long Number)> _entries = new();
    private ITimer? _alarm;
    private DateTimeOffset? _acting;
    private DateTimeOffset _lastSeen;
    private long _lastNumber;
    private bool _isStopped;

    /// <summary>The time: the clock's or, in something that was scheduled, the time that it was due at.</summary>
    internal DateTimeOffset Now => _lastSeen = _acting ?? clock.GetUtcNow();

    /// <summary>Runs something after a delay; disposing of the result before keeps it from happening.</summary>
    internal IDisposable Add(TimeSpan delay, Action action)
    {
        var entry = new Entry(action, gate);
        if (!_isStopped)
        {
            _entries.Enqueue(entry, (Now + delay, ++_lastNumber));
            SetAlarm();
        }

        return entry;
    }

    /// <summary>Lets nothing happen any more.</summary>
    internal void Stop()
    {
        _isStopped = true;
        _alarm?.Dispose();
        _entries.Clear();
    }

    private void SetAlarm()
    {
        if (_acting is null && _entries.TryPeek(out _, out (DateTimeOffset Due, long Number) next))
        {
            _alarm ??= clock.CreateTimer(_ => Ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            TimeSpan wait = next.Due - clock.GetUtcNow();
            _alarm.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    private void Ring()
    {
        lock (gate)
        {
            if (_acting is not null || _isStopped)
            {
                return;
            }

            SimulatedCall.Current = null; // a timer remembers who set it, but what happens later is nobody's call
            try
            {
                while (_entries.TryPeek(out Entry? entry, out (DateTimeOffset Due, long Number) next) && next.Due <= clock.GetUtcNow())
                {
                    _entries.Dequeue();
                    // A real clock's timers are late: somebody may have seen a later time already, and it doesn't go back.
                    _acting = next.Due > _lastSeen ? next.Due : _lastSeen;
                    entry.Run();
                }
            }
            finally
            {
                _acting = null;
                SetAlarm();
            }
        }
    }

    private sealed class Entry(Action action, Lock gate) : IDisposable
    {
        private Action? _action = action;

        public void Dispose()
        {
            lock (gate)
            {
                _action = null;
            }
        }

        internal void Run() => Interlocked.Exchange(ref _action, null)?.Invoke();
    }
}
