namespace VmSnapshot.Durability.ProcessTests;

/// <summary>A portal that is killed at any instant, and started again with the same work, until all of it has ended.</summary>
public sealed class SigkillOnSqliteTests : SigkillTests
{
    [Fact]
    public Task Nothing_is_lost_doubled_or_told_when_the_process_is_killed_at_random_on_SQLite() =>
        KillAsync(_ => Task.FromResult<TestDatabase>(new SqliteTestDatabase()));
}

/// <summary>The same on PostgreSQL.</summary>
public sealed class SigkillOnPostgreSqlTests : SigkillTests
{
    [Fact]
    public Task Nothing_is_lost_doubled_or_told_when_the_process_is_killed_at_random_on_PostgreSQL() =>
        KillAsync(async stop => await PostgreSqlTestDatabase.StartAsync(stop));
}

public abstract class SigkillTests
{
    private const int KillsPerList = 10;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private protected static async Task KillAsync(Func<CancellationToken, Task<TestDatabase>> start)
    {
        var kills = Form.Choose(ci: 15, @long: 200);
        var seed = Form.NewSeed();
        var random = new Random(seed);
        var tally = new Tally { Cells = 1 };
        var violations = new List<string>();
        while (tally.Kills < kills && violations.Count == 0)
        {
            violations.AddRange(await WorkAsync(start, random, Math.Min(KillsPerList, kills - tally.Kills), tally));
            tally.Run();
        }

        tally.Violation(violations.Count);
        tally.Publish(TestContext.Current.Test!.TestDisplayName);
        violations.Should().BeEmpty($"all of it holds (VMSNAPSHOT_DURABILITY_SEED={seed}, work list {tally})");
    }

    /// <summary>One work list: so many kills, then it is let finish.</summary>
    private static async Task<IReadOnlyList<string>> WorkAsync(Func<CancellationToken, Task<TestDatabase>> start, Random random, int kills, Tally tally)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        await using var database = await start(patience.Token);
        await using var place = await Workplace.PrepareAsync(database, random, patience.Token);
        var killing = new KillSwitch(place.VCenter.Simulator);
        while (true)
        {
            var worker = place.StartWorker();
            if (kills > 0)
            {
                killing.Arm(random, worker.Kill);
            }
            else
            {
                killing.Disarm();
            }

            try
            {
                await worker.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                return [$"the work list didn't end in {Patience}: {place.LastWords}"];
            }

            if (!worker.WasKilled)
            {
                return await place.CheckAsync(patience.Token);
            }

            kills--;
            tally.Kill();
            // A server's log goes on as it was; a file's is cleared by whoever opens it next.
            if (database is SqliteTestDatabase && place.FindSecretsInDatabase().ToList() is { Count: > 0 } found)
            {
                return found;
            }
        }
    }
}
