using VmSnapshot.Sdk;

namespace VmSnapshot.Durability.Tests.Harness;

/// <summary>
/// A portal's life: it is asked for something, faults come to pass, it is started again and asked again with the same token until the operation has
/// ended; then what was late arrives, and is reaped.
/// </summary>
internal sealed class DurabilityRun
{
    private const int MaxRounds = 8;
    private const int Looks = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public required Scenario Scenario { get; init; }

    public IReadOnlyList<Fault> Plan { get; init; } = [];

    /// <summary>How many instances there are at a time. More than one are hosts that take up what another has lost.</summary>
    public int Portals { get; init; } = 1;

    /// <summary>Whether late arrivals are looked for. Default: true.</summary>
    public bool IsReaped { get; init; } = true;

    /// <summary>What is done to the world before the invariants are looked at; null for nothing.</summary>
    public Func<World, Task>? Meddle { get; init; }

    public Func<Task<IStoreBackend>> Backend { get; init; } = () => Task.FromResult<IStoreBackend>(new InMemoryBackend());

    /// <summary>The calls and commits of the instance that was asked first, in order.</summary>
    public IReadOnlyList<(Door Door, string Name)> Trace => Traces[0];

    /// <summary>The same of all instances, in the order of their birth.</summary>
    public IReadOnlyList<IReadOnlyList<(Door Door, string Name)>> Traces { get; private set; } = [];

    /// <summary>What the invariants say against it, with what happened; empty when they hold.</summary>
    public string Violations { get; private set; } = string.Empty;

    public OperationState? State { get; private set; }

    /// <summary>Whether those who took over came to the end of it; null where nobody did.</summary>
    public bool? HasTakeoverEnded { get; private set; }

    public async Task<DurabilityRun> RunAsync()
    {
        await using var world = await World.CreateAsync(Scenario, await Backend());
        world.Plan = Plan;
        await AskUntilEndedAsync(world);
        await LetLateCallsArriveAsync(world);
        await (Meddle?.Invoke(world) ?? Task.CompletedTask);
        var violations = await Invariants.CheckAsync(world);
        Traces = [.. world.Instances.Select(instance => instance.Trace.ToList())];
        Report.Add(world.Instances.Count, violations.Count > 0 && IsReaped && Meddle is null);
        State = (await world.FindOperationAsync())?.State;
        HasTakeoverEnded = world.HasTakeoverEnded;
        if (violations.Count > 0)
        {
            Violations = $"""
                {Scenario} with {(Plan.Count == 0 ? "no fault" : string.Join("; ", Plan))}:
                  {string.Join("\n  ", violations)}
                What happened:
                {world.Notes}
                What callers were told:
                  {string.Join("\n  ", world.Errors.Select(e => e.Message))}
                Log:
                  {string.Join("\n  ", world.Logs.Lines.Select(line => line.Split('\n')[0]))}
                """;
        }

        return this;
    }

    private async Task AskUntilEndedAsync(World world)
    {
        // Counted in rounds: those who take over in between use up none, or the one that finds the store freed might never come.
        for (var round = 0; round < MaxRounds; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, Portals).Select(_ => AskAsync(world)));
            world.IsStoreFull = false;
            if (await world.FindOperationAsync() is { HasEnded: true })
            {
                return;
            }

            await world.LetLeasesRunOutAsync();
        }
    }

    private async Task AskAsync(World world)
    {
        var portal = world.Start();
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            if (Portals > 1)
            {
                await portal.StartHostAsync();
            }

            await Scenario.BeginAndWaitAsync(portal, limit.Token);
        }
        catch (Exception e) when (e is VmSnapshotException or InstanceCrashedException or OperationCanceledException)
        {
            world.Errors.Enqueue(e);
        }

        if (limit.IsCancellationRequested)
        {
            world.Note($"instance {portal.Number} waited in vain");
        }
    }

    private async Task LetLateCallsArriveAsync(World world)
    {
        await world.StopInstancesAsync();
        await world.CarryOutLateCallsAsync(isOver: true);
        await world.SettleAsync();
        if (!IsReaped)
        {
            return;
        }

        // A host looks again and again; what meets the reaper the first time doesn't keep the late ones there.
        for (var look = 0; look < Looks && (await world.Store.FindWatchedAsync(limit: 1)).Count > 0; look++)
        {
            try
            {
                await world.Start().Runner.ReapAsync(dryRun: false);
            }
            catch (Exception e) when (e is VmSnapshotException or InstanceCrashedException)
            {
                world.Errors.Enqueue(e);
            }

            world.IsStoreFull = false;
            await world.LetLeasesRunOutAsync();
        }

        await world.SettleAsync();
    }
}
