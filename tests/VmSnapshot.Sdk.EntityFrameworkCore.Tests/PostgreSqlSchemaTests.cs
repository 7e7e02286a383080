using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;
using VmSnapshot.Sdk.EntityFrameworkCore.PostgreSql;
using VmSnapshot.Sdk.EntityFrameworkCore.PostgreSql.CompiledModel;
using VmSnapshot.Tests.PostgreSql;

namespace VmSnapshot.Sdk.EntityFrameworkCore.Tests;

/// <summary>The tables as others see them, and that all that is generated from the model is of this model.</summary>
public sealed class PostgreSqlSchemaTests(PostgreSqlFixture postgres) : IAsyncDisposable
{
    private const string Tables =
        "SELECT table_name, column_name, data_type, is_nullable, collation_name FROM information_schema.columns WHERE table_schema = 'public' ORDER BY table_name, ordinal_position";

    private readonly PostgreSqlTestDatabase _database = new(postgres);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task A_new_database_has_all_migrations_and_an_old_one_is_left_as_it_is()
    {
        var storeId = await (await _database.OpenAsync()).GetStoreIdAsync(Token);
        var applied = await _database.RowsAsync("""SELECT "MigrationId" FROM "SnapshotMigrations" ORDER BY 1""");
        var tables = await _database.RowsAsync(Tables);

        (await (await _database.OpenAsync()).GetStoreIdAsync(Token)).Should().Be(storeId);

        applied.Should().Equal(PostgreSqlSchema.Migrations);
        (await _database.RowsAsync("""SELECT "MigrationId" FROM "SnapshotMigrations" ORDER BY 1""")).Should().Equal(applied);
        (await _database.RowsAsync(Tables)).Should().Equal(tables);
        (await _database.RowsAsync("""SELECT "StoreId" FROM "SnapshotStoreInfo" """)).Should().Equal(storeId);
    }

    [Fact]
    public async Task Stores_that_come_at_once_to_a_new_database_agree_on_its_id()
    {
        await _database.ConnectionStringAsync();
        var stores = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _database.OpenAsync()));

        var ids = await Task.WhenAll(stores.Select(store => Task.Run(() => store.GetStoreIdAsync(Token), Token)));
        var added = await Task.WhenAll(stores.Select(
            (store, i) => Task.Run(() => store.AddAsync(Sample.Minimal($"web-{i}") with { Family = "web" }, Token), Token)));

        ids.Distinct().Should().ContainSingle();
        added.Select(s => s.Version).Order().Should().Equal(1, 2, 3, 4, 5, 6, 7, 8);
        (await _database.RowsAsync("""SELECT COUNT(*) FROM "SnapshotMigrations" """)).Should().Equal($"{PostgreSqlSchema.Migrations.Count}");
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_nothing()
    {
        await _database.RowsAsync("""CREATE TABLE "SnapshotTemplates" (theirs int)""");

        var open = async () => await (await _database.OpenAsync()).GetStoreIdAsync(Token);

        (await open.Should().ThrowAsync<VmSnapshotException>()).Which.Message.Should().Contain("SnapshotTemplates");
        (await _database.RowsAsync("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).Should().Equal("SnapshotTemplates");
        await _database.RowsAsync("""DROP TABLE "SnapshotTemplates" """);
        await open.Should().NotThrowAsync();
    }

    [Fact]
    public async Task No_lock_outlives_its_transaction()
    {
        await using var theirs = await _database.ConnectAsync();
        await using var transaction = await theirs.BeginTransactionAsync(Token);
        var store = await _database.OpenAsync("Maximum Pool Size=1");

        var storeId = await store.GetStoreIdAsync(Token);
        await store.AddAsync(Sample.Minimal(), Token);

        storeId.Should().NotBeEmpty();
        (await _database.RowsAsync("SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory'")).Should().Equal("0");
    }

    [Fact]
    public async Task The_tables_may_be_in_a_database_with_others()
    {
        await _database.RowsAsync(
            """
            CREATE TABLE "Customers" ("Id" int PRIMARY KEY);
            CREATE TABLE "__EFMigrationsHistory" ("MigrationId" text, "ProductVersion" text);
            INSERT INTO "__EFMigrationsHistory" VALUES ('20300101000000_Theirs', '9')
            """);

        await (await _database.OpenAsync()).AddAsync(Sample.Full(), Token);

        (await _database.RowsAsync("""SELECT "MigrationId" FROM "__EFMigrationsHistory" """)).Should().Equal("20300101000000_Theirs");
    }

    [Fact]
    public async Task The_search_path_says_which_schema_the_tables_are_in()
    {
        await _database.RowsAsync("CREATE SCHEMA portal; CREATE SCHEMA other");
        var portal = await _database.OpenAsync("Search Path=portal");
        var other = await _database.OpenAsync("Search Path=other");

        var added = await portal.AddAsync(Sample.Full(), Token);
        var otherId = await other.GetStoreIdAsync(Token);

        otherId.Should().NotBe(await portal.GetStoreIdAsync(Token));
        (await _database.RowsAsync("""SELECT "Id" FROM portal."Snapshots" """)).Should().Equal(added.Id);
        (await other.GetAsync(Sample.Tenant, added.Id, Token)).Should().BeNull();
        (await _database.RowsAsync("SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public'")).Should().Equal("0");
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_refused()
    {
        await (await _database.OpenAsync()).GetStoreIdAsync(Token);
        await _database.RowsAsync("""INSERT INTO "SnapshotMigrations" VALUES ('99990101000000_Future', '99.0.0')""");
        var store = await _database.OpenAsync();

        var open = () => store.GetStoreIdAsync(Token);

        var unusable = (await open.Should().ThrowAsync<VmSnapshotException>()).Which;
        unusable.Code.Should().Be(VmSnapshotErrorCodes.StoreUnusable);
        unusable.Message.Should().Contain("127.0.0.1").And.Contain("newer version").And.Contain("99990101000000_Future");
    }

    [Fact]
    public async Task A_database_that_may_lose_a_commit_is_refused()
    {
        var name = (await _database.RowsAsync("SELECT current_database()")).Single();
        await _database.RowsAsync($"ALTER DATABASE {name} SET synchronous_commit = off");
        var store = await _database.OpenAsync();

        var open = () => store.GetStoreIdAsync(Token);

        (await open.Should().ThrowAsync<VmSnapshotException>()).Which.Message.Should().Contain(name).And.Contain("synchronous_commit");
        (await _database.RowsAsync(Tables)).Should().BeEmpty();
    }

    [Fact]
    public async Task All_text_is_ordered_by_code()
    {
        await (await _database.OpenAsync()).GetStoreIdAsync(Token);

        (await _database.RowsAsync("SELECT datlocprovider FROM pg_database WHERE datname = current_database()")).Should().Equal(["i"], "that is what it must not matter for");
        (await _database.RowsAsync(
            "SELECT DISTINCT collation_name FROM information_schema.columns WHERE table_schema = 'public' AND data_type = 'text'")).Should().Equal("C");
    }

    [Fact]
    public async Task The_three_groups_can_be_read_with_SQL()
    {
        var snapshot = await (await _database.OpenAsync()).AddAsync(Sample.Full("golden"), Token);

        (await _database.RowsAsync(
            """
            SELECT s."Name", s."Kind", s."Status", s."Consistency", s."Family", s."Version", s."CreatedAtTicks",
                   v."Name", v."MoRef", v."InstanceUuid", v."PowerState", v."Cpus", v."MemoryMiB", v."FolderName",
                   t."Name", t."MoRef", t."InstanceUuid", t."Datastore"
            FROM "Snapshots" s JOIN "SnapshotSources" v ON v."SnapshotId" = s."Id" JOIN "SnapshotTemplates" t ON t."SnapshotId" = s."Id"
            """)).Should().Equal(string.Join('|',
            "golden", "linked", "deleting", "poweredOff", "web/家族", 1, snapshot.CreatedAt.UtcTicks,
            "web", "VirtualMachine:vm-42", snapshot.Source.InstanceUuid, "poweredOn", 4, 1L << 40, "Ordner",
            "golden-operation", "VirtualMachine:vm-43", snapshot.Template!.InstanceUuid, "local"));
        (await _database.RowsAsync("""SELECT "Position", "DeviceKey", "Label", "CapacityBytes", "Datastore", "Thin" FROM "SnapshotDisks" ORDER BY 1""")).Should().Equal(
            "0|2001|Festplatte 2001|68169720924113|schnell|", "1|2000|Festplatte 2000|68169720924112|schnell|True");
        (await _database.RowsAsync(
            """SELECT c ->> 'key', c ->> 'type' FROM "SnapshotSources", jsonb_array_elements("Controllers"::jsonb) c""")).Should().Equal(
            "1001|ParaVirtualSCSIController", "1000|ParaVirtualSCSIController");
        (await _database.RowsAsync("""SELECT "Key", "Value" FROM "SnapshotLabels" ORDER BY 1""")).Should().Equal("Ort|Zürich", "empty|", "os|debian");
    }

    [Fact]
    public async Task The_example_of_the_README_can_be_run()
    {
        await (await _database.OpenAsync()).AddAsync(Sample.Full("golden") with { Status = SnapshotStatus.Available }, Token);

        (await _database.RowsAsync(
            """
            SELECT s."Name", v."Path", t."Path", SUM(d."CapacityBytes") / 1000000000 AS "GB"
            FROM "Snapshots" s
            JOIN "SnapshotSources" v ON v."SnapshotId" = s."Id" JOIN "SnapshotTemplates" t ON t."SnapshotId" = s."Id" JOIN "SnapshotDisks" d ON d."SnapshotId" = s."Id"
            WHERE s."Status" = 'available' GROUP BY s."Id", v."SnapshotId", t."SnapshotId" HAVING SUM(d."CapacityBytes") > 1000000000000;
            """)).Should().ContainSingle().Which.Should().StartWith("golden|");
    }

    [Fact]
    public void The_migrations_are_those_of_the_model()
    {
        using var source = NpgsqlDataSource.Create("Host=unused");
        using var context = new PostgreSqlSnapshotDbContext(PostgreSqlOptions.For(source));

        context.Database.HasPendingModelChanges().Should().BeFalse("a changed model needs 'dotnet ef migrations add'");
        context.Database.GetMigrations().Should().Equal(PostgreSqlSchema.Migrations, "each has its script beside it");
    }

    [Fact]
    public void The_scripts_are_those_of_the_migrations()
    {
        using var source = NpgsqlDataSource.Create("Host=unused");
        using var context = new PostgreSqlSnapshotDbContext(PostgreSqlOptions.For(source));
        var migrator = context.GetService<IMigrator>();
        foreach (var (from, to) in PostgreSqlSchema.Migrations.Prepend(Migration.InitialDatabase).Zip(PostgreSqlSchema.Migrations))
        {
            var script = migrator.GenerateScript(from, to, MigrationsSqlGenerationOptions.Script | MigrationsSqlGenerationOptions.NoTransactions);

            PostgreSqlSchema.Script(to).ReplaceLineEndings().Should().Be(script.ReplaceLineEndings(), "Migrations/{0}.sql is made by 'dotnet ef migrations script {1} {0} --no-transactions'", to, from);
        }
    }

    [Fact]
    public void The_compiled_model_is_that_of_the_context()
    {
        using var context = new PostgreSqlSnapshotDbContext(new DbContextOptionsBuilder<PostgreSqlSnapshotDbContext>().UseNpgsql("Host=unused").Options);

        PostgreSqlSnapshotDbContextModel.Instance.ToDebugString(MetadataDebugStringOptions.LongDefault)
            .Should().Be(context.Model.ToDebugString(MetadataDebugStringOptions.LongDefault), "it is made by 'dotnet ef dbcontext optimize'");
    }
}
