using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using VmSnapshot.Sdk.EntityFrameworkCore.Sqlite;
using VmSnapshot.Sdk.EntityFrameworkCore.Sqlite.CompiledModel;

namespace VmSnapshot.Sdk.EntityFrameworkCore.Tests;

/// <summary>The tables as others see them, and that all that is generated from the model is of this model.</summary>
public sealed class SqliteSchemaTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly SqliteSnapshotDatabase _database;
    private readonly EntityFrameworkSnapshotStore _store;

    public SqliteSchemaTests()
    {
        _database = new SqliteSnapshotDatabase(File, TimeSpan.FromSeconds(7));
        _store = new EntityFrameworkSnapshotStore(_database, TimeProvider.System);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string File => _directory.File("snapshots.db");

    public void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_new_file_has_all_migrations_and_an_old_one_is_left_as_it_is()
    {
        var storeId = await _store.GetStoreIdAsync(Token);
        var applied = await RowsAsync("SELECT MigrationId FROM SnapshotMigrations ORDER BY MigrationId");
        var schema = await RowsAsync("SELECT name, sql FROM sqlite_master ORDER BY name");

        (await new SqliteSnapshotDatabase(File, TimeSpan.FromSeconds(7)).PrepareAsync(Token)).Should().Be(storeId);

        applied.Should().Equal(SqliteSchema.Migrations);
        (await RowsAsync("SELECT MigrationId FROM SnapshotMigrations ORDER BY MigrationId")).Should().Equal(applied);
        (await RowsAsync("SELECT name, sql FROM sqlite_master ORDER BY name")).Should().Equal(schema);
        (await RowsAsync("SELECT COUNT(*) FROM SnapshotStoreInfo")).Should().Equal("1");
    }

    [Fact]
    public async Task The_tables_may_be_in_a_file_with_others()
    {
        await RowsAsync("CREATE TABLE Customers (Id INTEGER PRIMARY KEY); CREATE TABLE __EFMigrationsHistory (MigrationId TEXT, ProductVersion TEXT); INSERT INTO __EFMigrationsHistory VALUES ('20300101000000_Theirs', '9')");

        await _store.AddAsync(Sample.Full(), Token);

        (await RowsAsync("SELECT MigrationId FROM __EFMigrationsHistory")).Should().Equal("20300101000000_Theirs");
    }

    [Fact]
    public async Task A_file_of_a_newer_version_is_refused()
    {
        await _store.GetStoreIdAsync(Token);
        await RowsAsync("INSERT INTO SnapshotMigrations VALUES ('99990101000000_Future', '99.0.0')");
        using var store = new EntityFrameworkSnapshotStore(new SqliteSnapshotDatabase(File, TimeSpan.FromSeconds(7)), TimeProvider.System);

        var open = () => store.GetStoreIdAsync(Token);

        var unusable = (await open.Should().ThrowAsync<VmSnapshotException>()).Which;
        unusable.Code.Should().Be(VmSnapshotErrorCodes.StoreUnusable);
        unusable.Message.Should().Contain(File).And.Contain("newer version").And.Contain("99990101000000_Future");
    }

    [Fact]
    public async Task Commits_survive_a_power_cut_and_references_are_checked()
    {
        await _store.GetStoreIdAsync(Token);
        await using var context = _database.CreateContext();
        await context.Database.OpenConnectionAsync(Token);
        var connection = (SqliteConnection)context.Database.GetDbConnection();

        (await RowsAsync(connection, "PRAGMA journal_mode")).Should().Equal("wal");
        (await RowsAsync(connection, "PRAGMA synchronous")).Should().Equal("2");
        (await RowsAsync(connection, "PRAGMA foreign_keys")).Should().Equal("1");
        (await RowsAsync(connection, "PRAGMA busy_timeout")).Should().Equal("7000");
    }

    [Fact]
    public async Task The_three_groups_can_be_read_with_SQL()
    {
        var snapshot = await _store.AddAsync(Sample.Full("golden"), Token);

        (await RowsAsync(
            """
            SELECT s.Name, s.Kind, s.Status, s.Consistency, s.Family, s.Version, s.CreatedAtTicks,
                   v.Name, v.MoRef, v.InstanceUuid, v.PowerState, v.Cpus, v.MemoryMiB, v.FolderName,
                   t.Name, t.MoRef, t.InstanceUuid, t.Datastore
            FROM Snapshots s JOIN SnapshotSources v ON v.SnapshotId = s.Id JOIN SnapshotTemplates t ON t.SnapshotId = s.Id
            """)).Should().Equal(string.Join('|',
            "golden", "linked", "deleting", "poweredOff", "web/家族", 1, snapshot.CreatedAt.UtcTicks,
            "web", "VirtualMachine:vm-42", snapshot.Source.InstanceUuid, "poweredOn", 4, 1L << 40, "Ordner",
            "golden-operation", "VirtualMachine:vm-43", snapshot.Template!.InstanceUuid, "local"));
        (await RowsAsync("SELECT Position, DeviceKey, Label, CapacityBytes, Datastore, Thin FROM SnapshotDisks ORDER BY Position")).Should().Equal(
            "0|2001|Festplatte 2001|68169720924113|schnell|", "1|2000|Festplatte 2000|68169720924112|schnell|1");
        (await RowsAsync("SELECT DeviceKey, Thin FROM SnapshotTemplateDisks ORDER BY Position")).Should().Equal("2000|0", "2001|1");
        (await RowsAsync("SELECT Network, MacAddress FROM SnapshotNetworkAdapters ORDER BY Position")).Should().Equal("Netz Süd|00:50:56:00:00:01", "|00:50:56:00:00:00");
        (await RowsAsync("SELECT value ->> 'key', value ->> 'type' FROM SnapshotSources, json_each(Controllers)")).Should().Equal(
            "1001|ParaVirtualSCSIController", "1000|ParaVirtualSCSIController");
        (await RowsAsync("SELECT Key, Value FROM SnapshotLabels ORDER BY Key")).Should().Equal("Ort|Zürich", "empty|", "os|debian");
    }

    [Fact]
    public async Task Only_a_live_record_holds_its_name()
    {
        var added = await _store.AddAsync(Sample.Minimal(), Token);
        (await RowsAsync("SELECT LiveName FROM Snapshots")).Should().Equal("golden");

        await _store.UpdateAsync(added with { Status = SnapshotStatus.Deleted }, Token);

        (await RowsAsync("SELECT LiveName FROM Snapshots")).Should().Equal("");
    }

    [Fact]
    public void The_migrations_are_those_of_the_model()
    {
        using var context = new SnapshotDbContext(SqliteOptions.For("Data Source=unused"));

        context.Database.HasPendingModelChanges().Should().BeFalse("a changed model needs 'dotnet ef migrations add'");
        context.Database.GetMigrations().Should().Equal(SqliteSchema.Migrations, "each has its script beside it");
    }

    [Fact]
    public void The_scripts_are_those_of_the_migrations()
    {
        using var context = new SnapshotDbContext(SqliteOptions.For("Data Source=unused"));
        var migrator = context.GetService<IMigrator>();
        foreach (var (from, to) in SqliteSchema.Migrations.Prepend(Migration.InitialDatabase).Zip(SqliteSchema.Migrations))
        {
            var script = migrator.GenerateScript(from, to, MigrationsSqlGenerationOptions.Script | MigrationsSqlGenerationOptions.NoTransactions);

            SqliteSchema.Script(to).ReplaceLineEndings().Should().Be(script.ReplaceLineEndings(), "Migrations/{0}.sql is made by 'dotnet ef migrations script {1} {0} --no-transactions'", to, from);
        }
    }

    [Fact]
    public void The_compiled_model_is_that_of_the_context()
    {
        using var context = new SnapshotDbContext(new DbContextOptionsBuilder<SnapshotDbContext>().UseSqlite("Data Source=unused").Options);

        SnapshotDbContextModel.Instance.ToDebugString(MetadataDebugStringOptions.LongDefault)
            .Should().Be(context.Model.ToDebugString(MetadataDebugStringOptions.LongDefault), "it is made by 'dotnet ef dbcontext optimize'");
    }

    private async Task<List<string>> RowsAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        await connection.OpenAsync(Token);
        return await RowsAsync(connection, sql);
    }

    private static async Task<List<string>> RowsAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync(Token);
        var rows = new List<string>();
        while (await reader.ReadAsync(Token))
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))));
        }

        return rows;
    }
}
