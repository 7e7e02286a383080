using System.Collections.Concurrent;
using Npgsql;
using VmSnapshot.Sdk.EntityFrameworkCore.PostgreSql;
using VmSnapshot.Sdk.Storage;
using VmSnapshot.Tests.PostgreSql;

namespace VmSnapshot.Sdk.EntityFrameworkCore.Tests;

/// <summary>The journal on a server that several machines share.</summary>
public sealed class PostgreSqlJournalTests(PostgreSqlFixture postgres) : IAsyncDisposable
{
    private static readonly TimeSpan Lease = TimeSpan.FromHours(1);

    private readonly PostgreSqlTestDatabase _database = new(postgres);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Machines_whose_clocks_disagree_agree_on_leases()
    {
        using var early = new EntityFrameworkSnapshotStore(new PostgreSqlSnapshotDatabase(await _database.ConnectionStringAsync()), new SkewedClock(TimeSpan.FromDays(-400)));
        using var late = new EntityFrameworkSnapshotStore(new PostgreSqlSnapshotDatabase(await _database.ConnectionStringAsync()), new SkewedClock(TimeSpan.FromDays(400)));
        var operation = await early.BeginAsync(SampleOperation.Minimal(), null, SampleOperation.Audit("begin"), Token);

        var before = await _database.NowAsync();
        var claimed = await early.ClaimAsync(operation.Id, "early", Lease, SampleOperation.Audit("claim"), Token);
        var after = await _database.NowAsync();

        claimed!.LeasedUntil.Should().BeOnOrAfter(before + Lease).And.BeOnOrBefore(after + Lease);
        (await late.ClaimAsync(operation.Id, "late", Lease, SampleOperation.Audit("claim"), Token)).Should().BeNull();
        (await late.FindResumableAsync(10, Token)).Should().BeEmpty();
        await _database.PassAsync(Lease);
        (await early.FindResumableAsync(10, Token)).Should().Equal(operation.Id);
        (await late.ClaimAsync(operation.Id, "late", Lease, SampleOperation.Audit("claim"), Token))!.Fence.Should().Be(2);
    }

    [Fact]
    public async Task Two_machines_that_want_the_same_operations_share_them_without_a_quarrel()
    {
        var machines = new[] { await _database.OpenAsync(), await _database.OpenAsync() };
        var operations = Enumerable.Range(0, 20).Select(i => SampleOperation.Minimal($"{i:d2}", items: 3)).ToList();
        foreach (var operation in operations)
        {
            await machines[0].BeginAsync(operation, SampleOperation.Creating($"web-{operation.Id}") with { Family = "web" }, SampleOperation.Audit("begin", operation.Id), Token);
        }

        var claimed = new ConcurrentBag<(string Operation, string Owner, long Fence)>();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(claimer => Task.Run(
            async () =>
            {
                var store = machines[claimer % 2];
                foreach (var id in await store.FindResumableAsync(100, Token))
                {
                    if (await store.ClaimAsync(id, $"claimer {claimer}", Lease, SampleOperation.Audit("claim", id), Token) is not { } held)
                    {
                        continue;
                    }

                    claimed.Add((id, held.Owner!, held.Fence));
                    await Task.WhenAll(held.Items.Select(item => store.WriteAsync(
                        new OperationWrite { OperationId = id, Fence = held.Fence, Item = item with { State = $"claimer {claimer}" }, ExtendLease = Lease, Audit = SampleOperation.Audit("done", id) }, Token)));
                }
            },
            Token)));

        claimed.Select(c => c.Operation).Order(StringComparer.Ordinal).Should().Equal(operations.Select(o => o.Id), "each was claimed exactly once");
        claimed.Should().OnlyContain(c => c.Fence == 1);
        foreach (var (id, owner, _) in claimed)
        {
            var operation = await machines[0].GetOperationAsync(null, id, Token);
            operation!.Owner.Should().Be(owner);
            operation.Items.Should().OnlyContain(i => i.State == owner).And.HaveCount(3);
            (await machines[1].ListAuditAsync(Sample.Tenant, id, null, Token)).Select(a => a.Action).Should().Equal("begin", "claim", "done", "done", "done");
        }
    }

    [Theory]
    [InlineData("read committed")]
    [InlineData("repeatable read")]
    [InlineData("serializable")]
    public async Task Writers_take_turns_however_the_database_isolates_them(string isolation)
    {
        var store = await _database.OpenAsync($"Options=-c default_transaction_isolation={isolation.Replace(" ", "\\ ", StringComparison.Ordinal)}", retries: 20);
        var operation = await store.BeginAsync(SampleOperation.Minimal(items: 8), null, SampleOperation.Audit("begin"), Token);
        var claims = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => store.ClaimAsync(operation.Id, $"{i}", Lease, SampleOperation.Audit("claim", operation.Id), Token)));
        var held = claims.Should().ContainSingle(c => c != null).Subject!;

        await Task.WhenAll(held.Items.Select(item => store.WriteAsync(
            new OperationWrite { OperationId = held.Id, Fence = held.Fence, Item = item with { State = "done" }, Audit = SampleOperation.Audit("done", held.Id) }, Token)));

        (await store.GetOperationAsync(null, held.Id, Token))!.Items.Should().OnlyContain(i => i.State == "done");
        (await store.ListAuditAsync(Sample.Tenant, held.Id, null, Token)).Should().HaveCount(9);
    }

    [Fact]
    public async Task A_write_whose_session_is_ended_is_made_again_by_itself()
    {
        var store = await _database.OpenAsync();
        var operation = await store.BeginAsync(SampleOperation.Minimal(), null, SampleOperation.Audit("begin", "o"), Token);
        var held = await store.ClaimAsync(operation.Id, "me", Lease, SampleOperation.Audit("claim", "o"), Token);
        await using var theirs = await _database.ConnectAsync();
        await using var transaction = await theirs.BeginTransactionAsync(Token);
        await LockAuditAsync(theirs);

        var writing = Task.Run(
            () => store.WriteAsync(new OperationWrite { OperationId = operation.Id, Fence = held!.Fence, Step = "DeployVm", Audit = SampleOperation.Audit("intent", "o") }, Token), Token);
        await EndWaitingSessionAsync();
        await transaction.RollbackAsync(Token);

        (await writing).Should().BeFalse();
        (await store.GetOperationAsync(null, operation.Id, Token))!.Step.Should().Be("DeployVm");
        (await store.ListAuditAsync(Sample.Tenant, "o", null, Token)).Select(a => a.Action).Should().Equal("begin", "claim", "intent");
    }

    [Fact]
    public async Task A_session_that_is_ended_in_the_middle_of_a_write_leaves_nothing_of_it()
    {
        var store = await _database.OpenAsync(retries: 0);
        var snapshot = SampleOperation.Creating();
        var operation = await store.BeginAsync(SampleOperation.Minimal(), snapshot, SampleOperation.Audit("begin", "o"), Token);
        var held = await store.ClaimAsync(operation.Id, "me", Lease, SampleOperation.Audit("claim", "o"), Token);
        var write = new OperationWrite
        {
            OperationId = operation.Id,
            Fence = held!.Fence,
            State = OperationState.Succeeded,
            EndedAt = Sample.Time,
            Item = new OperationItemRecord(1, "done"),
            Snapshot = Sample.Minimal(id: snapshot.Id),
            Audit = SampleOperation.Audit("end", "o"),
        };
        await using var theirs = await _database.ConnectAsync();
        await using var transaction = await theirs.BeginTransactionAsync(Token);
        await LockAuditAsync(theirs);

        var writing = Task.Run(() => store.WriteAsync(write, Token), Token);
        await EndWaitingSessionAsync();
        await transaction.RollbackAsync(Token);
        var ended = () => writing;
        (await ended.Should().ThrowAsync<VmSnapshotException>()).Which.Should().Match<VmSnapshotException>(e => e.Code == VmSnapshotErrorCodes.StoreUnusable && e.IsTransient);
        (await store.GetOperationAsync(null, operation.Id, Token)).Should().BeEquivalentTo(held);
        (await store.GetAsync(Sample.Tenant, snapshot.Id, Token))!.Status.Should().Be(SnapshotStatus.Creating);
        (await store.WriteAsync(write, Token)).Should().BeFalse();
        (await store.GetAsync(Sample.Tenant, snapshot.Id, Token))!.Status.Should().Be(SnapshotStatus.Available);
    }

    private static async Task LockAuditAsync(NpgsqlConnection connection)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = """LOCK TABLE "SnapshotAudit" IN EXCLUSIVE MODE""";
        await command.ExecuteNonQueryAsync(Token);
    }

    private async Task EndWaitingSessionAsync()
    {
        while ((await _database.RowsAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")).Count == 0)
        {
            await Task.Delay(10, Token);
        }
    }

    private sealed class SkewedClock(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }
}
