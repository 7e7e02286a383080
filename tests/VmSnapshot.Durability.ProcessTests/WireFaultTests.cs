using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using VmSnapshot.Sdk;

namespace VmSnapshot.Durability.ProcessTests;

/// <summary>
/// vCenter over HTTP, and each request in turn meets each fault of the wire: every one that changes something in the short form, every one at all in
/// the long form, there on SQLite.
/// </summary>
public sealed class WireFaultTests
{
    /// <summary>The SDK's clock is so much faster than the wire's: its pauses are made for networks.</summary>
    private const int Hurry = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // Where late requests come in, after that they have.
    private static readonly TimeSpan UntilQuiet = TimeSpan.FromMilliseconds(400);

    public static TheoryData<string, string> Cells => new(
        from scenario in WireScenario.All from fault in WireFault.All select (scenario.Name, fault.Name));

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Each_request_in_turn_may_meet_each_fault_of_the_wire(string scenarioName, string faultName)
    {
        var scenario = WireScenario.All.Single(one => one.Name == scenarioName);
        var fault = WireFault.All.Single(one => one.Name == faultName);
        var tally = new Tally();
        var violations = new ConcurrentQueue<string>();
        // Pages and long polls differ from run to run, so the number of requests is found on the way: until one isn't reached any more.
        var unreached = int.MaxValue;
        await Parallel.ForEachAsync(
            Enumerable.Range(1, 200),
            new ParallelOptions { MaxDegreeOfParallelism = 3, CancellationToken = TestContext.Current.CancellationToken },
            async (number, stop) =>
            {
                if (number > Volatile.Read(ref unreached))
                {
                    return;
                }

                var (isReached, found) = await RunAsync(scenario, fault, number, stop);
                tally.Run();
                if (!isReached)
                {
                    Interlocked.Exchange(ref unreached, Math.Min(number, Volatile.Read(ref unreached)));
                }

                foreach (var violation in found)
                {
                    violations.Enqueue($"request {number}: {violation}");
                }
            });

        tally.Cells = unreached - 1;
        tally.Violation(violations.Count);
        tally.Publish(TestContext.Current.Test!.TestDisplayName);
        tally.Cells.Should().BePositive("there is something to disturb");
        violations.Should().BeEmpty();
    }

    private static async Task<(bool IsReached, IReadOnlyList<string> Violations)> RunAsync(WireScenario scenario, WireFault fault, int number, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        await using var vCenter = await VCenterUnderTest.StartAsync(options => options.TaskDuration = TimeSpan.FromMilliseconds(5));
        await using var database = Form.IsLong ? new SqliteTestDatabase() : null;
        await using var portal = new Portal(
            vCenter.Url, vCenter.UserName, vCenter.Planted.VCenterPassword, store => _ = database is null ? store.UseInMemoryStore() : Use(database, store), vCenter.Planted,
            new HurriedTime(Hurry), WireFault.CallTimeout * Hurry);
        var before = vCenter.Vms;
        if (scenario.Base is { } vm)
        {
            await (await portal.Snapshots.CreateAsync(new CreateSnapshotRequest { Vm = vm, Name = "base" }, patience.Token)).WaitForCompletionAsync(cancellationToken: patience.Token);
        }

        fault.Arm(vCenter.Simulator.Faults.OnAny(request => Form.IsLong || Mutations.All.Contains(request.Operation)).Nth(number));
        try
        {
            var ended = await scenario.RunAsync(portal, vCenter, patience.Token);
            var fired = vCenter.Simulator.Faults.Fired.LastOrDefault(fired => fired.Kind != "Refuse");
            vCenter.Simulator.Faults.Clear();
            await Task.Delay(UntilQuiet, patience.Token);
            var invariants = new Invariants(portal, before);
            var violations = (await invariants.CheckAsync(() => Task.FromResult(vCenter.Vms), patience.Token)).ToList();
            violations.AddRange(vCenter.CallsOnForeign(before));
            violations.AddRange(vCenter.UnannouncedCalls(invariants.Intents));
            return (fired is not null, [.. violations.Select(violation => $"{fired?.Operation} ({ended.State}): {violation}")]);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return (true, [$"it didn't end in {Patience}: {string.Join('\n', vCenter.Simulator.Calls.All.TakeLast(12))}"]);
        }
    }

    private static IVmSnapshotBuilder Use(TestDatabase database, IVmSnapshotBuilder store)
    {
        database.Use(store);
        return store;
    }
}
