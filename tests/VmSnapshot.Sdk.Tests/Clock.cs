using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;

namespace VmSnapshot.Sdk.Tests;

internal static class Clock
{
    /// <summary>Lets the work go on and the time pass by steps, until the work has ended.</summary>
    public static async Task RunAsync(this FakeTimeProvider clock, Task work, TimeSpan? step = null)
    {
        var started = Stopwatch.GetTimestamp();
        while (!work.IsCompleted)
        {
            EnsureItGoesOn(started);
            clock.Advance(step ?? TimeSpan.FromMilliseconds(100));
            await Task.WhenAny(work, Task.Delay(1));
        }
    }

    /// <summary>The same for work with a result, or an exception.</summary>
    public static async Task<T> ResultAsync<T>(this FakeTimeProvider clock, Task<T> work, TimeSpan? step = null)
    {
        await clock.RunAsync(work, step);
        return await work;
    }

    /// <summary>Lets the work go on and the time pass by steps, until the condition holds.</summary>
    public static async Task RunUntilAsync(this FakeTimeProvider clock, Func<bool> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            EnsureItGoesOn(started);
            clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(1);
        }
    }

    // By the real clock: a test that waits for what never comes should say so.
    private static void EnsureItGoesOn(long started) =>
        (Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(1)).Should().BeTrue("what is waited for comes within a minute");
}
