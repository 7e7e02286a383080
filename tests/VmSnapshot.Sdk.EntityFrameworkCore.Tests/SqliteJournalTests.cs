using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using VmSnapshot.Sdk.EntityFrameworkCore.Sqlite;
using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Sdk.EntityFrameworkCore.Tests;

/// <summary>The journal in a SQLite file: what is on the disk when a call returns, and what is left where one fails.</summary>
public sealed class SqliteJournalTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly LeaseClock _clock = new();
    private readonly List<EntityFrameworkSnapshotStore> _stores = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string File => _directory.File("snapshots.db");

    public void Dispose()
    {
        _stores.ForEach(store => store.Dispose());
        _directory.Dispose();
    }

    [Fact]
    public async Task A_lease_is_measured_by_the_clock_that_was_given()
    {
        var store = Open();
        var begun = await store.BeginAsync(SampleOperation.Minimal(), null, SampleOperation.Audit("begin"), Token);

        var claimed = await store.ClaimAsync(begun.Id, "me", TimeSpan.FromSeconds(30), SampleOperation.Audit("claim"), Token);

        claimed!.LeasedUntil.Should().Be(_clock.GetUtcNow().AddSeconds(30));
        await _clock.PassAsync(TimeSpan.FromSeconds(30));
        (await store.ClaimAsync(begun.Id, "other", TimeSpan.FromSeconds(30), SampleOperation.Audit("claim"), Token)).Should().BeNull("it lasts up to that very instant");
        await _clock.PassAsync(TimeSpan.FromTicks(1));
        (await store.ClaimAsync(begun.Id, "other", TimeSpan.FromSeconds(30), SampleOperation.Audit("claim"), Token)).Should().NotBeNull();
    }

    [Fact]
    public async Task The_journal_outlives_the_process_that_wrote_it()
    {
        var first = Open();
        var snapshot = SampleOperation.Creating();
        await first.BeginAsync(SampleOperation.Minimal("one", items: 2), snapshot, SampleOperation.Audit("begin", "one"), Token);
        var claimed = await first.ClaimAsync("one", "me", TimeSpan.FromHours(1), SampleOperation.Audit("claim", "one"), Token);

        // As of a killed process: the files are copied while it still has them open.
        System.IO.File.Copy(File, _directory.File("copy.db"));
        System.IO.File.Copy(File + "-wal", _directory.File("copy.db-wal"));
        var second = Open(_directory.File("copy.db"));

        (await second.GetOperationAsync(null, "one", Token)).Should().BeEquivalentTo(claimed);
        (await second.GetAsync(Sample.Tenant, snapshot.Id, Token))!.Status.Should().Be(SnapshotStatus.Creating);
        (await second.ListAuditAsync(Sample.Tenant, "one", null, Token)).Select(a => a.Action).Should().Equal("begin", "claim");
    }

    [Fact]
    public async Task Every_connection_writes_ahead_and_waits_for_the_disk()
    {
        var database = new SqliteSnapshotDatabase(File, SqliteSnapshotDatabase.DefaultBusyTimeout);
        await database.PrepareAsync(Token);
        await using (var careless = database.CreateContext())
        {
            await careless.Database.OpenConnectionAsync(Token);
            await careless.Database.ExecuteSqlRawAsync("PRAGMA synchronous = OFF", Token);
        }

        await using var one = database.CreateContext();
        await using var two = database.CreateContext();
        foreach (var context in new[] { one, two })
        {
            await context.Database.OpenConnectionAsync(Token);
            (await PragmaAsync(context, "journal_mode")).Should().Be("wal");
            (await PragmaAsync(context, "synchronous")).Should().Be(2L, "FULL, whatever the connection was used for before");
        }

        database.Dispose();
    }

    [Fact]
    public async Task A_file_in_use_is_noticed_before_anything_is_read_or_written()
    {
        var operation = await Open().BeginAsync(SampleOperation.Minimal(), null, SampleOperation.Audit("begin"), Token);
        var claimed = await Open().ClaimAsync(operation.Id, "me", TimeSpan.FromHours(1), SampleOperation.Audit("claim"), Token);
        var record = await Open().AddAsync(Sample.Minimal(), Token);
        var store = new EntityFrameworkSnapshotStore(new SqliteSnapshotDatabase(File, TimeSpan.FromMilliseconds(1)), _clock, retries: 0);
        _stores.Add(store);
        await store.GetStoreIdAsync(Token);
        await using var locker = await LockAsync();

        foreach (var write in (Func<Task>[])
        [
            () => store.AddAsync(Sample.Minimal("other"), Token),
            // What no transaction would accept is not even looked at.
            () => store.UpdateAsync(record with { ConcurrencyToken = "theirs" }, Token),
            () => store.BeginAsync(operation, null, SampleOperation.Audit("begin"), Token),
            () => store.ClaimAsync("unknown", "me", TimeSpan.FromHours(1), SampleOperation.Audit("claim"), Token),
            () => store.WriteAsync(new OperationWrite { OperationId = "unknown", Fence = 7 }, Token),
            () => store.RequestCancelAsync(Sample.Tenant, "unknown", SampleOperation.Audit("cancel"), Token),
        ])
        {
            var busy = (await write.Should().ThrowAsync<VmSnapshotException>()).Which;
            (busy.Code, busy.IsTransient).Should().Be((VmSnapshotErrorCodes.StoreUnusable, true));
        }

        (await store.GetOperationAsync(null, operation.Id, Token)).Should().BeEquivalentTo(claimed, "reading goes on meanwhile");
    }

    [Theory]
    [InlineData("Snapshots")]
    [InlineData("SnapshotOperations")]
    [InlineData("SnapshotOperationItems")]
    [InlineData("SnapshotAudit")]
    public async Task A_begin_that_cannot_be_written_whole_is_not_written(string table)
    {
        var store = Open();
        await store.GetStoreIdAsync(Token);
        Execute($"CREATE TRIGGER refuse BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'no more'); END");
        var (operation, snapshot) = (SampleOperation.Minimal(clientToken: "token"), SampleOperation.Creating());
        var audit = SampleOperation.Audit("begin", operation.Id, snapshot.Id);
        var begin = () => store.BeginAsync(operation, snapshot, audit, Token);

        (await begin.Should().ThrowAsync<VmSnapshotException>()).WithMessage("*no more*").Which.Code.Should().Be(VmSnapshotErrorCodes.StoreUnusable);

        (await store.GetOperationByTokenAsync(Sample.Tenant, "token", Token)).Should().BeNull();
        (await store.GetAsync(Sample.Tenant, snapshot.Id, Token)).Should().BeNull();
        (await store.ListAuditAsync(Sample.Tenant, null, null, Token)).Should().BeEmpty();
        Execute("DROP TRIGGER refuse");
        (await begin()).Should().BeEquivalentTo(operation);
    }

    [Theory]
    [InlineData("UPDATE ON SnapshotOperationItems")]
    [InlineData("UPDATE ON Snapshots")]
    [InlineData("INSERT ON SnapshotTemplates")]
    [InlineData("INSERT ON SnapshotAudit")]
    public async Task A_write_that_cannot_be_written_whole_is_not_written(string statement)
    {
        var store = Open();
        var snapshot = SampleOperation.Creating();
        var operation = await store.BeginAsync(SampleOperation.Minimal(), snapshot, SampleOperation.Audit("begin"), Token);
        var held = await store.ClaimAsync(operation.Id, "me", TimeSpan.FromHours(1), SampleOperation.Audit("claim"), Token);
        var record = await store.GetAsync(Sample.Tenant, snapshot.Id, Token);
        Execute($"CREATE TRIGGER refuse BEFORE {statement} BEGIN SELECT RAISE(ABORT, 'no more'); END");

        var write = () => store.WriteAsync(
            new OperationWrite
            {
                OperationId = operation.Id,
                Fence = held!.Fence,
                State = OperationState.Succeeded,
                EndedAt = Sample.Time,
                Item = new OperationItemRecord(1, "done"),
                Snapshot = Sample.Minimal(id: snapshot.Id),
                Audit = SampleOperation.Audit("end", operation.Id),
            },
            Token);

        (await write.Should().ThrowAsync<VmSnapshotException>()).WithMessage("*no more*").Which.Code.Should().Be(VmSnapshotErrorCodes.StoreUnusable);
        (await store.GetOperationAsync(null, operation.Id, Token)).Should().BeEquivalentTo(held);
        (await store.GetAsync(Sample.Tenant, snapshot.Id, Token)).Should().BeEquivalentTo(record);
        Execute("DROP TRIGGER refuse");
        (await write()).Should().BeFalse();
        (await store.GetAsync(Sample.Tenant, snapshot.Id, Token))!.Status.Should().Be(SnapshotStatus.Available);
    }

    [Theory]
    [InlineData("UPDATE SnapshotOperations SET State = 'paused'", "'paused'")]
    [InlineData("UPDATE SnapshotOperations SET Error = '{'", "operation")]
    public async Task An_operation_of_a_later_kind_is_reported_not_guessed(string damage, string words)
    {
        var store = Open();
        var operation = await store.BeginAsync(SampleOperation.Minimal(), null, SampleOperation.Audit("begin"), Token);
        Execute(damage);

        var get = () => store.GetOperationAsync(null, operation.Id, Token);

        var unusable = (await get.Should().ThrowAsync<VmSnapshotException>()).Which;
        unusable.Code.Should().Be(VmSnapshotErrorCodes.StoreUnusable);
        unusable.Message.Should().Contain(operation.Id).And.Contain(words);
    }

    [Fact]
    public async Task What_could_not_be_read_again_is_not_begun()
    {
        var store = Open();
        var operation = SampleOperation.Minimal() with { Kind = (OperationKind)99 };

        var begin = () => store.BeginAsync(operation, null, SampleOperation.Audit("begin"), Token);

        (await begin.Should().ThrowAsync<VmSnapshotException>()).Which.Code.Should().Be(VmSnapshotErrorCodes.InvalidArguments);
        (await store.GetOperationAsync(null, operation.Id, Token)).Should().BeNull();
    }

    private static async Task<object?> PragmaAsync(DbContext context, string pragma)
    {
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"PRAGMA {pragma}";
        return await command.ExecuteScalarAsync(Token);
    }

    private EntityFrameworkSnapshotStore Open(string? file = null)
    {
        var store = new EntityFrameworkSnapshotStore(new SqliteSnapshotDatabase(file ?? File, SqliteSnapshotDatabase.DefaultBusyTimeout), _clock);
        _stores.Add(store);
        return store;
    }

    private async Task<SqliteConnection> LockAsync()
    {
        var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        await connection.OpenAsync(Token);
        connection.BeginTransaction(deferred: false);
        return connection;
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
