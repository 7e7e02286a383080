using VmSnapshot.Tests.PostgreSql;

namespace VmSnapshot.Durability.ProcessTests;

/// <summary>
/// Two instances of a portal want the same work of one PostgreSQL. One of them is killed again and again, the database is stopped or killed under
/// them, vCenter loses answers and sessions.
/// </summary>
public sealed class TwoWorkersTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Two_processes_that_fight_for_the_same_operations_make_each_once()
    {
        var lists = Form.Choose(ci: 1, @long: 12);
        var seed = Form.NewSeed();
        var random = new Random(seed);
        var tally = new Tally { Cells = 1 };
        var violations = new List<string>();
        for (var list = 0; list < lists && violations.Count == 0; list++)
        {
            violations.AddRange(await FightAsync(random, kills: Form.Choose(ci: 5, @long: 12), restarts: Form.Choose(ci: 2, @long: 5), tally));
            tally.Run();
        }

        tally.Violation(violations.Count);
        tally.Publish(TestContext.Current.Test!.TestDisplayName);
        violations.Should().BeEmpty($"all of it holds (VMSNAPSHOT_DURABILITY_SEED={seed}, {tally})");
    }

    private static async Task<IReadOnlyList<string>> FightAsync(Random random, int kills, int restarts, Tally tally)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        await using var database = await PostgreSqlTestDatabase.StartAsync(patience.Token);
        await using var place = await Workplace.PrepareAsync(database, random, patience.Token);
        place.VCenter.Simulator.Faults.OnAny().WithProbability(0.02).LoseReply();
        place.VCenter.Simulator.Faults.OnAny().WithProbability(0.01).ExpireSession();
        var killing = new KillSwitch(place.VCenter.Simulator);
        try
        {
            var steady = place.StartWorker();
            await Task.WhenAll(
                steady.WaitForExitAsync(patience.Token),
                KillAsync(place, killing, random.Next(), kills, tally, patience.Token),
                RestartAsync(database.Server, random.Next(), restarts, tally, patience.Token));
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            return [$"the work list didn't end in {Patience}: {place.LastWords}"];
        }

        return await place.CheckAsync(patience.Token);
    }

    /// <summary>The other worker dies at some call, whoever's that is, and is started again; the last one is let finish.</summary>
    private static async Task KillAsync(Workplace place, KillSwitch killing, int seed, int kills, Tally tally, CancellationToken stop)
    {
        var random = new Random(seed);
        while (true)
        {
            var worker = place.StartWorker();
            killing.Disarm();
            if (kills-- > 0)
            {
                killing.Arm(random, worker.Kill);
            }

            await worker.WaitForExitAsync(stop);
            if (!worker.WasKilled)
            {
                return;
            }

            tally.Kill();
        }
    }

    private static async Task RestartAsync(PostgreSqlServer server, int seed, int restarts, Tally tally, CancellationToken stop)
    {
        var random = new Random(seed);
        for (; restarts > 0; restarts--)
        {
            await Task.Delay(random.Next(1000, 4000), stop);
            if (random.Next(2) == 0)
            {
                await server.StopAsync(stop);
            }
            else
            {
                server.Kill();
            }

            await Task.Delay(random.Next(0, 500), stop);
            await server.StartAsync(stop);
            tally.Restart();
        }
    }
}
