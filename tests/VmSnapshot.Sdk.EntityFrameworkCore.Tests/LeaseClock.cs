namespace VmSnapshot.Sdk.EntityFrameworkCore.Tests;

/// <summary>A clock that stands still until it is told to go on. Waiting for a busy database is measured by the machine's, as ever.</summary>
internal sealed class LeaseClock : TimeProvider
{
    private long _ticks = Sample.Time.AddTicks(7).UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref _ticks), TimeSpan.Zero);

    public Task PassAsync(TimeSpan time)
    {
        Interlocked.Add(ref _ticks, time.Ticks);
        return Task.CompletedTask;
    }
}
