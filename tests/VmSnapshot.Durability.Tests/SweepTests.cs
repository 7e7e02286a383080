using System.Diagnostics;
using VmSnapshot.Durability.Tests.Harness;

namespace VmSnapshot.Durability.Tests;

/// <summary>
/// Fails at the first, the second, … the last call of vCenter's and commit of the store's, in every way, once and from there on, until a run comes
/// through untouched.
/// </summary>
public sealed class SweepTests
{
    public static TheoryData<string, bool> Scenarios { get; } = new(Scenario.All.SelectMany(scenario => new[] { (scenario.Name, false), (scenario.Name, true) }));

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Whatever_fails_once_or_from_there_on_the_invariants_hold(string name, bool isCancelled)
    {
        var scenario = Scenario.All.Single(s => s.Name == name);
        var plain = await new DurabilityRun { Scenario = scenario }.RunAsync();
        plain.Violations.Should().BeEmpty();
        // Cancelled in the middle of the work.
        var cancel = new Fault(Door.Gateway, plain.Trace.Count(t => t.Door == Door.Gateway) * 2 / 3, FaultMode.Cancelled);
        var watch = Stopwatch.StartNew();
        // With the cancellation, the short form takes some of the points only.
        var stride = isCancelled && !Report.IsLong ? 5 : 1;
        var sweep = new Sweep(scenario, isCancelled ? cancel : null) { Stride = stride, First = 1 + (Report.Seed % stride) };
        await sweep.RunAsync();
        Console.WriteLine($"{name}{(isCancelled ? ", cancelled" : "")}: {sweep.Points} points, {sweep.Runs} runs, {sweep.Violations.Count} violations, {watch.Elapsed.TotalSeconds:0} s");
        sweep.Violations.Should().BeEmpty($"the seed is {Report.Seed}");
    }
}
