using VmSnapshot.Simulator.Calls;

namespace VmSnapshot.Simulator.Objects;

/// <summary>
/// What happens later. When a clock leaps over several things at once, they happen in the order of their times, each at its
/// own: what one of them leads to counts from then, and is done in the same leap when it is due.
/// </summary>
internal sealed class Schedule(TimeProvider clock, Lock gate)
{
    private const int MostCalledOff = 1000;

    // Timers take 49 days and no more. What is further off is waited for in several goes.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);

    private readonly Lock _gate = gate;
    private readonly PriorityQueue<Entry, (DateTimeOffset Due, long Number)> _entries = new();
    private ITimer? _alarm;
    private DateTimeOffset? _acting;
    private DateTimeOffset _lastSeen;
    private long _lastNumber;
    private int _calledOff;
    private bool _isStopped;

    /// <summary>The time: the clock's or, in something that was scheduled, the time that it was due at.</summary>
    internal DateTimeOffset Now => _lastSeen = _acting ?? clock.GetUtcNow();

    /// <summary>How many entries are kept.</summary>
    internal int Count => _entries.Count;

    /// <summary>Runs something after a delay; disposing of the result before keeps it from happening.</summary>
    internal IDisposable Add(TimeSpan delay, Action action)
    {
        var entry = new Entry(action, this);
        if (!_isStopped)
        {
            DateTimeOffset now = Now;
            // What would be due after the end of the calendar never is.
            DateTimeOffset due = delay < DateTimeOffset.MaxValue - now ? now + delay : DateTimeOffset.MaxValue;
            _entries.Enqueue(entry, (due, ++_lastNumber));
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
            _alarm.Change(wait < TimeSpan.Zero ? TimeSpan.Zero : wait < LongestWait ? wait : LongestWait, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>What was called off waits for its time in the queue, unless that has become most of it: under a clock that stands still the time never comes.</summary>
    private void NoteCalledOff()
    {
        if (++_calledOff > MostCalledOff && _calledOff > _entries.Count / 2)
        {
            (Entry, (DateTimeOffset, long))[] left = [.. _entries.UnorderedItems.Where(item => item.Element.IsPending)];
            _entries.Clear();
            _entries.EnqueueRange(left);
            _calledOff = 0;
        }
    }

    private void Ring()
    {
        lock (_gate)
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
                    _calledOff -= entry.IsPending ? 0 : 1;
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

    private sealed class Entry(Action action, Schedule owner) : IDisposable
    {
        private Action? _action = action;

        internal bool IsPending => _action is not null;

        public void Dispose()
        {
            lock (owner._gate)
            {
                if (_action is not null)
                {
                    _action = null;
                    owner.NoteCalledOff();
                }
            }
        }

        internal void Run() => Interlocked.Exchange(ref _action, null)?.Invoke();
    }
}
