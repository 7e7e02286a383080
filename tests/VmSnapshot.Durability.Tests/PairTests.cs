using System.Collections.Concurrent;
using VmSnapshot.Durability.Tests.Harness;

namespace VmSnapshot.Durability.Tests;

/// <summary>Two faults in one run: all pairs in the long form, some of them drawn in the short one.</summary>
public sealed class PairTests
{
    private const int Drawn = 60;

    public static TheoryData<string> Scenarios { get; } = new(Scenario.All.Select(scenario => scenario.Name));

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Whatever_two_things_fail_the_invariants_hold(string name)
    {
        var scenario = Scenario.All.Single(s => s.Name == name);
        var plain = await new DurabilityRun { Scenario = scenario }.RunAsync();
        var points = Points(plain.Trace);
        var count = points.Count * points.Count;
        var random = new Random(Report.Seed);
        var chosen = Report.IsLong ? Enumerable.Range(0, count) : Enumerable.Range(0, Drawn).Select(_ => random.Next(count)).ToList();
        var violations = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(chosen, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (pair, _) =>
        {
            var run = await new DurabilityRun { Scenario = scenario, Plan = Pair(points[pair / points.Count], points[pair % points.Count]) }.RunAsync();
            if (run.Violations.Length > 0)
            {
                violations.Enqueue(run.Violations);
            }
        });
        Console.WriteLine($"{name}: {points.Count} points, {(Report.IsLong ? count : Drawn)} of {count} pairs, {violations.Count} violations");
        violations.Should().BeEmpty($"the seed is {Report.Seed}");
    }

    private static List<Fault> Points(IReadOnlyList<(Door Door, string Name)> trace) =>
    [
        .. from number in Enumerable.Range(1, trace.Count(t => t.Door == Door.Gateway)) from mode in FaultMatrix.Columns select new Fault(Door.Gateway, number, mode),
        .. from number in Enumerable.Range(1, trace.Count(t => t.Door == Door.Store)) from mode in FaultMatrix.TransactionModes select new Fault(Door.Store, number, mode),
    ];

    /// <summary>The second meets the portal's next life where the first ends this one, or comes before it.</summary>
    private static Fault[] Pair(Fault first, Fault second)
    {
        var isNextLife = first.Mode is FaultMode.CrashBefore or FaultMode.CrashAfter || (first.Door == second.Door && second.Number <= first.Number);
        return [first.Again(), second.Again() with { Instance = isNextLife ? 2 : 1 }];
    }
}
