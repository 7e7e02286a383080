using System.Collections.Concurrent;
using VmSnapshot.Durability.Tests.Harness;
using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Durability.Tests;

/// <summary>
/// Two faults in one run: each single one, and with it each other at every call and commit that comes after it, in whichever instance's life. All of
/// them in the long form, some drawn in the short one.
/// </summary>
public sealed class PairTests
{
    private const int Drawn = 60;

    /// <summary>At a call that changes nothing, these are all there are: whether it was carried out makes no difference.</summary>
    private static readonly FaultMode[] AtReading =
        [FaultMode.CrashBefore, FaultMode.ReplyLost, FaultMode.SessionExpired, FaultMode.TwoInstances, FaultMode.Cancelled];

    /// <summary>What the store does wrong is at its commits.</summary>
    private static readonly FaultMode[] AtMutation = [.. AtReading, FaultMode.CrashAfter, FaultMode.TimedOut];

    private static readonly FaultMode[] AtTask = [.. AtMutation, FaultMode.TaskForgotten];

    private static readonly IReadOnlyList<Scenario> Deterministic = [.. Scenario.All.Where(scenario => scenario.MaxParallelVms == 1), Scenario.SmallBatch];

    public static TheoryData<string> Scenarios { get; } = new(Deterministic.Select(scenario => scenario.Name));

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Whatever_two_things_fail_the_invariants_hold(string name)
    {
        var scenario = Deterministic.Single(s => s.Name == name);
        var violations = new ConcurrentQueue<string>();
        var random = new Random(Report.Seed);
        var plain = await RunAsync();
        var firsts = PointsOf(plain.Traces[0], instance: 1).ToList();
        var pairs = 0;
        var met = 0;
        await Parallel.ForEachAsync(Report.IsLong ? firsts : Draw(firsts, Drawn), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (first, _) =>
        {
            var alone = await RunAsync(first);
            var seconds = PointsAfter(first, alone.Traces).ToList();
            foreach (var second in Report.IsLong ? seconds : Draw(seconds, 1))
            {
                var (one, other) = (first.Again(), second.Again());
                await RunAsync(one, other);
                Interlocked.Increment(ref pairs);
                Interlocked.Add(ref met, one.HasFired && other.HasFired ? 1 : 0);
            }
        });
        Console.WriteLine($"{name}: {firsts.Count} points, {pairs} pairs, {met} of them met both, {violations.Count} violations");
        violations.Should().BeEmpty($"the seed is {Report.Seed}");
        // A call that is repeated until something is there may come once less.
        met.Should().BeGreaterThan(pairs * 9 / 10, $"what is to fail is there to fail (the seed is {Report.Seed})");

        async Task<DurabilityRun> RunAsync(params Fault[] plan)
        {
            var run = await new DurabilityRun { Scenario = scenario, Plan = plan }.RunAsync();
            if (run.Violations.Length > 0)
            {
                violations.Enqueue(run.Violations);
            }

            return run;
        }

        IReadOnlyList<Fault> Draw(IReadOnlyList<Fault> points, int count)
        {
            lock (random)
            {
                return points.Count == 0 ? [] : [.. Enumerable.Range(0, count).Select(_ => points[random.Next(points.Count)])];
            }
        }
    }

    /// <summary>All that comes after the first fault came to pass, in this life and the next ones.</summary>
    private static IEnumerable<Fault> PointsAfter(Fault first, IReadOnlyList<IReadOnlyList<(Door Door, string Name)>> traces) =>
        traces.SelectMany((trace, index) => PointsOf(trace, index + 1)).Where(point => point.Instance > 1 || IsAfter(first, point, traces[0]));

    private static bool IsAfter(Fault first, Fault point, IReadOnlyList<(Door Door, string Name)> trace) => IndexOf(point, trace) > IndexOf(first, trace);

    private static int IndexOf(Fault fault, IReadOnlyList<(Door Door, string Name)> trace) =>
        trace.Index().Where(call => call.Item.Door == fault.Door).ElementAt(fault.Number - 1).Index;

    private static IEnumerable<Fault> PointsOf(IReadOnlyList<(Door Door, string Name)> trace, int instance) =>
        from door in Enum.GetValues<Door>()
        from call in trace.Where(call => call.Door == door).Index()
        from mode in ModesAt(door, call.Item.Name)
        select new Fault(door, call.Index + 1, mode) { Instance = instance };

    private static IReadOnlyList<FaultMode> ModesAt(Door door, string call) =>
        door == Door.Store ? FaultMatrix.TransactionModes
        : Instance.StartsTask(call) ? AtTask
        : Instance.IsMutation(call) || call == nameof(IVSphereGateway.CancelTaskAsync) ? AtMutation
        : AtReading;
}
