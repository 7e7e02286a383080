using System.Diagnostics;

namespace VmSnapshot.Durability.Tests.Harness;

/// <summary>
/// A clock that runs a thousand times as fast as the real one, with real timers: an hour's lease takes seconds, a pause of half a second nothing.
/// A clock that a test moves by hand lets leases run out whenever the machine is slow.
/// </summary>
internal sealed class FastClock : TimeProvider
{
    private const int Speed = 1000;
    private static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly long _start = Stopwatch.GetTimestamp();

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Stopwatch.GetElapsedTime(_start).Ticks * Speed;

    public override DateTimeOffset GetUtcNow() => Epoch + TimeSpan.FromTicks(GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new FastTimer(TimeProvider.System.CreateTimer(callback, state, Shorten(dueTime), Shorten(period)));

    private static TimeSpan Shorten(TimeSpan time) => time <= TimeSpan.Zero
        ? time
        : TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(time.TotalMilliseconds / Speed)));

    private sealed class FastTimer(ITimer inner) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(Shorten(dueTime), Shorten(period));

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}

/// <summary>
/// The clock that leases go by: the same, until it is put forward. Then leases are over while vCenter's tasks go on and a portal that stood still
/// knows nothing of it.
/// </summary>
internal sealed class LeaseClock(TimeProvider clock) : TimeProvider
{
    private long _ahead;

    public override long TimestampFrequency => clock.TimestampFrequency;

    public void Jump(TimeSpan time) => Interlocked.Add(ref _ahead, time.Ticks);

    public override long GetTimestamp() => clock.GetTimestamp() + Interlocked.Read(ref _ahead);

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _ahead));

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        clock.CreateTimer(callback, state, dueTime, period);
}
