using System.Globalization;

namespace VmSnapshot.Benchmarks;

/// <summary>What one repetition took.</summary>
internal readonly record struct Sample(TimeSpan Elapsed, TimeSpan Cpu);

/// <summary>One of those that are compared: how to let it run a number of times.</summary>
internal sealed record Contestant(string Name, Func<int, Task<IReadOnlyList<Sample>>> RunAsync);

/// <summary>
/// Lets several do the same in turns, so that a busy minute of the machine falls on all of them, and prints each beside
/// the first. A loop of our own rather than BenchmarkDotNet's, because that can't take turns with other processes.
/// </summary>
internal static class Comparison
{
    public static async Task<IReadOnlyList<(string Name, List<Sample> Samples)>> RunAsync(int rounds, int perRound, int warmUp, params Contestant[] contestants)
    {
        foreach (var contestant in contestants)
        {
            // The JIT turns to its second, better compilation when nothing new has come for a while.
            await contestant.RunAsync(warmUp);
            await Task.Delay(TimeSpan.FromSeconds(1));
            await contestant.RunAsync(warmUp);
        }

        var results = contestants.Select(contestant => (contestant.Name, Samples: new List<Sample>(rounds * perRound))).ToList();
        for (var round = 0; round < rounds; round++)
        {
            for (var turn = 0; turn < contestants.Length; turn++)
            {
                var next = (round + turn) % contestants.Length;
                results[next].Samples.AddRange(await contestants[next].RunAsync(perRound));
            }
        }

        return results;
    }

    public static void Print(IReadOnlyList<(string Name, List<Sample> Samples)> results)
    {
        Console.WriteLine("| | fastest | median | CPU, mean | ours to it: fastest | median | CPU |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|");
        var ours = Summarize(results[0].Samples);
        foreach (var (name, samples) in results)
        {
            var its = Summarize(samples);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {its.Fastest:0.000} ms | {its.Median:0.000} ms | {its.Cpu:0.000} ms | {ours.Fastest / its.Fastest:0.00} | {ours.Median / its.Median:0.00} | {ours.Cpu / its.Cpu:0.00} |"));
        }

        Console.WriteLine();
    }

    private static (double Fastest, double Median, double Cpu) Summarize(List<Sample> samples) => (
        samples.Min(sample => sample.Elapsed.TotalMilliseconds),
        Median(samples.Select(sample => sample.Elapsed.TotalMilliseconds)),
        // Some systems count CPU time in ticks longer than a repetition: the mean is right even so.
        samples.Average(sample => sample.Cpu.TotalMilliseconds));

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
