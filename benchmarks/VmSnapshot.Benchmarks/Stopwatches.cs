using System.Diagnostics;

namespace VmSnapshot.Benchmarks;

/// <summary>Repeats something and takes the time of each repetition and the user CPU of this process meanwhile.</summary>
internal static class Stopwatches
{
    public static async Task<IReadOnlyList<Sample>> RepeatAsync(int count, Func<Task> once)
    {
        var samples = new List<Sample>(count);
        for (; count > 0; count--)
        {
            var cpu = Environment.CpuUsage.UserTime;
            var started = Stopwatch.GetTimestamp();
            await once();
            samples.Add(new(Stopwatch.GetElapsedTime(started), Environment.CpuUsage.UserTime - cpu));
        }

        return samples;
    }

    public static Task<IReadOnlyList<Sample>> RepeatAsync(int count, Action once) => RepeatAsync(count, () =>
    {
        once();
        return Task.CompletedTask;
    });
}
