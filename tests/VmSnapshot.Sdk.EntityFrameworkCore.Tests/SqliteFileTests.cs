using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using VmSnapshot.Sdk.EntityFrameworkCore.Sqlite;

namespace VmSnapshot.Sdk.EntityFrameworkCore.Tests;

/// <summary>What only a file can do, and what can be wrong with it.</summary>
public sealed class SqliteFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly List<EntityFrameworkSnapshotStore> _stores = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string File => _directory.File("snapshots.db");

    public void Dispose()
    {
        _stores.ForEach(store => store.Dispose());
        _directory.Dispose();
    }

    [Fact]
    public async Task Records_outlive_the_store_and_are_in_the_one_file()
    {
        var first = Open();
        var storeId = await first.GetStoreIdAsync(Token);
        var added = await first.AddAsync(Sample.Full(), Token);
        first.Dispose();

        Directory.GetFiles(Path.GetDirectoryName(File)!).Should().Equal(File);
        var second = Open();
        (await second.GetStoreIdAsync(Token)).Should().Be(storeId);
        (await second.GetAsync(Sample.Tenant, added.Id, Token)).Should().BeEquivalentTo(added);
    }

    [Fact]
    public async Task Stores_on_one_file_agree_on_its_id_and_see_each_others_records()
    {
        var stores = Enumerable.Range(0, 6).Select(_ => Open()).ToList();

        var ids = await Task.WhenAll(stores.Select(store => Task.Run(() => store.GetStoreIdAsync(Token), Token)));
        var added = await Task.WhenAll(stores.Select(
            (store, i) => Task.Run(() => store.AddAsync(Sample.Minimal($"web-{i}") with { Family = "web" }, Token), Token)));

        ids.Distinct().Should().ContainSingle();
        added.Select(s => s.Version).Order().Should().Equal(1, 2, 3, 4, 5, 6);
        (await stores[0].ListAsync(new SnapshotQuery { Tenant = Sample.Tenant }, Token)).Items.Should().BeEquivalentTo(added);
        var again = () => stores[1].UpdateAsync(added[0] with { ConcurrencyToken = added[1].ConcurrencyToken }, Token);
        (await again.Should().ThrowAsync<VmSnapshotConflictException>()).Which.Code.Should().Be(VmSnapshotErrorCodes.Conflict);
    }

    [Fact]
    public async Task The_directory_is_made()
    {
        var store = Open(_directory.File("a/b/snapshots.db"));

        await store.GetStoreIdAsync(Token);

        System.IO.File.Exists(_directory.File("a/b/snapshots.db")).Should().BeTrue();
    }

    [Fact]
    public async Task A_directory_below_a_file_is_refused_until_it_can_be_made()
    {
        await System.IO.File.WriteAllTextAsync(_directory.File("a"), "no directory", Token);
        var store = Open(_directory.File("a/snapshots.db"));

        (await UnusableAsync(store)).Message.Should().Contain(_directory.File("a/snapshots.db")).And.Contain("directory");

        System.IO.File.Delete(_directory.File("a"));
        await store.GetStoreIdAsync(Token);
    }

    [Fact]
    public async Task A_directory_is_no_file()
    {
        Directory.CreateDirectory(File);

        (await UnusableAsync(Open())).Message.Should().Contain(File).And.Contain("can't be opened");
    }

    [Fact]
    public async Task A_file_of_something_else_is_refused_and_left_alone()
    {
        var text = string.Concat(Enumerable.Repeat("This is no database. ", 500));
        await System.IO.File.WriteAllTextAsync(File, text, Token);

        (await UnusableAsync(Open())).Message.Should().Contain(File).And.Contain("no SQLite database");

        (await System.IO.File.ReadAllTextAsync(File, Token)).Should().Be(text);
    }

    [Fact]
    public async Task A_record_that_cannot_be_written_whole_is_not_written()
    {
        var store = Open();
        await store.GetStoreIdAsync(Token);
        await ScalarAsync("CREATE TRIGGER refuse BEFORE INSERT ON SnapshotTemplateDisks BEGIN SELECT RAISE(ABORT, 'no more'); END");

        var add = () => store.AddAsync(Sample.Full(), Token);

        var unusable = (await add.Should().ThrowAsync<VmSnapshotException>()).Which;
        unusable.Code.Should().Be(VmSnapshotErrorCodes.StoreUnusable);
        unusable.Message.Should().Contain(File).And.Contain("no more");
        foreach (var table in new[] { "Snapshots", "SnapshotLabels", "SnapshotSources", "SnapshotDisks", "SnapshotTemplates" })
        {
            (await ScalarAsync($"SELECT COUNT(*) FROM {table}")).Should().Be(0L, table);
        }
    }

    [Theory]
    [InlineData(5, true, "locked")]
    [InlineData(6, true, "locked")]
    [InlineData(8, false, "read-only")]
    [InlineData(10, false, "disk")]
    [InlineData(11, false, "damaged")]
    [InlineData(13, false, "full")]
    [InlineData(14, false, "can't be opened")]
    [InlineData(23, false, "right")]
    [InlineData(26, false, "no SQLite database")]
    [InlineData(1, false, "what SQLite said")]
    public void A_fault_is_explained(int code, bool isTransient, string words)
    {
        var explained = SqliteFaults.Explain("/data/snapshots.db", new SqliteException("what SQLite said", code));

        explained.Code.Should().Be(VmSnapshotErrorCodes.StoreUnusable);
        explained.IsTransient.Should().Be(isTransient);
        explained.Message.Should().StartWith("The snapshot database /data/snapshots.db ").And.Contain(words);
    }

    [Fact]
    public async Task A_lock_that_stays_is_reported()
    {
        var store = Open(busyTimeout: TimeSpan.FromMilliseconds(1), retries: 0);
        await store.GetStoreIdAsync(Token);
        await using var locker = await LockAsync();

        var add = () => store.AddAsync(Sample.Minimal(), Token);

        var unusable = (await add.Should().ThrowAsync<VmSnapshotException>()).Which;
        unusable.Code.Should().Be(VmSnapshotErrorCodes.StoreUnusable);
        unusable.IsTransient.Should().BeTrue();
        unusable.Message.Should().Contain("locked");
        (await store.ListAsync(new SnapshotQuery { Tenant = Sample.Tenant }, Token)).Items.Should().BeEmpty("reading goes on meanwhile");
    }

    [Fact]
    public async Task A_lock_that_goes_is_waited_for()
    {
        await Open().GetStoreIdAsync(Token);
        await using var locker = await LockAsync();
        var store = new EntityFrameworkSnapshotStore(
            new ObservedDatabase(new SqliteSnapshotDatabase(File, TimeSpan.FromMilliseconds(1)), whenBusy: locker.Dispose), TimeProvider.System, retries: 1);
        _stores.Add(store);

        var added = await store.AddAsync(Sample.Minimal(), Token);

        (await store.GetAsync(Sample.Tenant, added.Id, Token)).Should().BeEquivalentTo(added);
    }

    [Theory]
    [InlineData("UPDATE Snapshots SET ConcurrencyToken = 'theirs'")]
    [InlineData("UPDATE Snapshots SET ConcurrencyToken = 'theirs'; INSERT INTO SnapshotLabels SELECT Id, 'os', 'theirs' FROM Snapshots")]
    public async Task A_change_between_reading_and_writing_is_noticed(string theirs)
    {
        var added = await Open().AddAsync(Sample.Minimal(), Token);
        var store = new EntityFrameworkSnapshotStore(
            new ObservedDatabase(
                new SqliteSnapshotDatabase(File, SqliteSnapshotDatabase.DefaultBusyTimeout), whenSaving: context => context.Database.ExecuteSqlRaw(theirs)),
            TimeProvider.System);
        _stores.Add(store);

        var update = () => store.UpdateAsync(added with { Labels = new Dictionary<string, string> { ["os"] = "mine" } }, Token);

        (await update.Should().ThrowAsync<VmSnapshotConflictException>()).Which.Code.Should().Be(VmSnapshotErrorCodes.Conflict);
        (await ScalarAsync("SELECT COUNT(*) FROM SnapshotLabels WHERE Value = 'mine'")).Should().Be(0L);
    }

    [Fact]
    public async Task A_record_of_a_later_kind_is_reported_not_guessed()
    {
        var store = Open();
        var added = await store.AddAsync(Sample.Minimal(), Token);
        await ScalarAsync("UPDATE Snapshots SET Status = 'archived'");

        var get = () => store.GetAsync(Sample.Tenant, added.Id, Token);

        var unusable = (await get.Should().ThrowAsync<VmSnapshotException>()).Which;
        unusable.Code.Should().Be(VmSnapshotErrorCodes.StoreUnusable);
        unusable.Message.Should().Contain(added.Id).And.Contain("'archived'");
    }

    private EntityFrameworkSnapshotStore Open(string? file = null, TimeSpan? busyTimeout = null, int retries = 5)
    {
        var store = new EntityFrameworkSnapshotStore(
            new SqliteSnapshotDatabase(file ?? File, busyTimeout ?? SqliteSnapshotDatabase.DefaultBusyTimeout), TimeProvider.System, retries);
        _stores.Add(store);
        return store;
    }

    [Fact]
    public async Task What_could_not_be_read_again_is_not_written()
    {
        var store = Open();
        var added = await store.AddAsync(Sample.Minimal(), Token);

        foreach (var write in (Func<Task<Snapshot>>[])
        [
            () => store.AddAsync(Sample.Minimal("other") with { Status = (SnapshotStatus)99 }, Token),
            () => store.UpdateAsync(added with { Health = (SnapshotHealth)99 }, Token),
        ])
        {
            (await write.Should().ThrowAsync<VmSnapshotException>()).Which.Code.Should().Be(VmSnapshotErrorCodes.InvalidArguments);
        }

        (await store.ListAsync(new SnapshotQuery { Tenant = Sample.Tenant }, Token)).Items.Should().ContainSingle().Which.Should().BeEquivalentTo(added);
    }

    [Theory]
    [InlineData("UPDATE SnapshotTemplates SET MoRef = ':'")]
    [InlineData("UPDATE Snapshots SET CreatedAtTicks = -1")]
    public async Task A_broken_row_is_named(string damage)
    {
        var store = Open();
        var added = await store.AddAsync(Sample.Minimal(), Token);
        Execute(damage);

        var list = () => store.ListAsync(new SnapshotQuery { Tenant = Sample.Tenant }, Token);

        var unusable = (await list.Should().ThrowAsync<VmSnapshotException>()).Which;
        unusable.Code.Should().Be(VmSnapshotErrorCodes.StoreUnusable);
        unusable.Message.Should().Contain(added.Id);
    }

    private static async Task<VmSnapshotException> UnusableAsync(EntityFrameworkSnapshotStore store)
    {
        var first = () => store.GetStoreIdAsync(Token);
        var unusable = (await first.Should().ThrowAsync<VmSnapshotException>()).Which;
        unusable.Code.Should().Be(VmSnapshotErrorCodes.StoreUnusable);
        var add = () => store.AddAsync(Sample.Minimal(), Token);
        (await add.Should().ThrowAsync<VmSnapshotException>()).WithMessage(unusable.Message);
        return unusable;
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

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(Token);
    }

    /// <summary>Tells when the store finds its database busy, and when it has read and is about to write.</summary>
    private sealed class ObservedDatabase(SnapshotDatabase database, Action? whenBusy = null, Action<DbContext>? whenSaving = null) : SnapshotDatabase
    {
        public override DbContext CreateContext()
        {
            var context = database.CreateContext();
            context.SavingChanges += (_, _) => whenSaving?.Invoke(context);
            return context;
        }

        public override Task<string> PrepareAsync(CancellationToken cancellationToken) => database.PrepareAsync(cancellationToken);

        public override bool? IsUniqueViolation(Exception exception) => database.IsUniqueViolation(exception);

        public override void Dispose() => database.Dispose();

        public override VmSnapshotException? Explain(Exception exception)
        {
            var explained = database.Explain(exception);
            if (explained is { IsTransient: true })
            {
                whenBusy?.Invoke();
            }

            return explained;
        }
    }
}
