using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using VmSnapshot.Sdk.EntityFrameworkCore.PostgreSql;
using VmSnapshot.Sdk.Storage;
using VmSnapshot.Tests.PostgreSql;

namespace VmSnapshot.Sdk.EntityFrameworkCore.Tests;

/// <summary>What can be wrong with a server and the way to it, and that none of it tells the password.</summary>
public sealed class PostgreSqlFaultTests(PostgreSqlFixture postgres) : IAsyncDisposable
{
    private readonly PostgreSqlTestDatabase _database = new(postgres);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task A_wrong_password_is_reported_and_not_repeated()
    {
        var unusable = await UnusableAsync("Password=planted-wrong");

        unusable.Message.Should().Contain("'portal'").And.Contain("127.0.0.1").And.Contain("password is wrong");
        unusable.IsTransient.Should().BeFalse();
        unusable.ToString().Should().NotContain("planted");
    }

    [Fact]
    public async Task A_password_that_is_missing_is_asked_for()
    {
        using var directory = new TemporaryDirectory();
        var settings = new NpgsqlConnectionStringBuilder(await _database.ConnectionStringAsync()) { Password = null, Passfile = directory.File("pgpass") };

        (await UnusableAsync(new PostgreSqlSnapshotDatabase(settings.ToString()))).Message.Should().ContainAll("127.0.0.1", directory.File("pgpass"), "password file");

        await File.WriteAllTextAsync(directory.File("pgpass"), "", Token);
        var unusable = await UnusableAsync(new PostgreSqlSnapshotDatabase(settings.ToString()));
        unusable.Message.Should().ContainAll("127.0.0.1", "PGPASSWORD");
        unusable.IsTransient.Should().BeFalse();
    }

    [Fact]
    public async Task A_user_that_is_not_there_gets_no_other_answer()
    {
        (await UnusableAsync("Username=nobody")).Message.Should().Contain("'nobody'").And.Contain("password is wrong");
    }

    [Fact]
    public async Task A_database_that_is_not_there_must_be_created()
    {
        (await UnusableAsync("Database=missing")).Message.Should().Contain("'missing' at 127.0.0.1").And.Contain("CREATE DATABASE");
    }

    [Fact]
    public async Task A_schema_that_is_not_there_must_be_created()
    {
        (await UnusableAsync("Search Path=missing")).Message.Should().Contain("schema").And.Contain("search_path");
    }

    [Fact]
    public async Task A_user_without_the_right_to_create_tables_is_told_so()
    {
        var password = new NpgsqlConnectionStringBuilder(await _database.ConnectionStringAsync()).Password;
        var user = $"reader_{Guid.NewGuid():n}";
        await _database.RowsAsync($"CREATE ROLE {user} LOGIN PASSWORD '{password}'");

        (await UnusableAsync($"Username={user}")).Message.Should().Contain(user).And.Contain("right to create tables");
        await _database.RowsAsync($"DROP ROLE {user}");
    }

    [Fact]
    public async Task A_standby_is_told_from_the_primary()
    {
        (await UnusableAsync("Options=-c default_transaction_read_only=on")).Message.Should().Contain("read-only").And.Contain("Target Session Attributes=primary");
    }

    [Fact]
    public async Task A_server_that_is_down_may_come_back()
    {
        using var reserved = new TcpListener(IPAddress.Loopback, 0);
        reserved.Start();
        var port = ((IPEndPoint)reserved.LocalEndpoint).Port;
        reserved.Stop();

        var unusable = await UnusableAsync($"Port={port}");

        unusable.Message.Should().Contain($"127.0.0.1:{port}").And.Contain("server runs");
        unusable.IsTransient.Should().BeTrue();
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_given_up()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();

        var unusable = await UnusableAsync($"Port={((IPEndPoint)silent.LocalEndpoint).Port};Timeout=1");

        unusable.Message.Should().Contain("in time");
        unusable.IsTransient.Should().BeTrue();
    }

    [Fact]
    public async Task A_pool_that_is_used_up_is_told_from_a_server_that_is_slow()
    {
        var store = await _database.OpenAsync("Maximum Pool Size=1;Timeout=1");
        await store.GetStoreIdAsync(Token);
        await using var theirs = await _database.ConnectAsync();
        await using var transaction = await theirs.BeginTransactionAsync(Token);
        await ExecuteAsync(theirs, """LOCK TABLE "Snapshots" IN EXCLUSIVE MODE""");
        var first = Task.Run(() => store.AddAsync(Sample.Minimal("first"), Token), Token);
        while ((await _database.RowsAsync("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")).Count == 0)
        {
            await Task.Delay(10, Token);
        }

        var second = () => store.AddAsync(Sample.Minimal("second"), Token);

        var unusable = (await second.Should().ThrowAsync<VmSnapshotException>()).Which;
        unusable.IsTransient.Should().BeTrue();
        unusable.Message.Should().Contain("pool has been exhausted");
        await transaction.RollbackAsync(Token);
        await first;
    }

    [Fact]
    public async Task A_host_without_an_address_is_named()
    {
        (await UnusableAsync("Host=no-such-host.invalid")).Message.Should().Contain("no-such-host.invalid").And.Contain("can't be reached");
    }

    [Fact]
    public async Task A_lock_that_stays_is_reported()
    {
        var store = await _database.OpenAsync("Options=-c lock_timeout=10ms", retries: 1);
        await store.GetStoreIdAsync(Token);
        await using var theirs = await _database.ConnectAsync();
        await using var transaction = await theirs.BeginTransactionAsync(Token);
        await ExecuteAsync(theirs, """LOCK TABLE "Snapshots" IN EXCLUSIVE MODE""");

        var add = () => store.AddAsync(Sample.Minimal(), Token);

        var unusable = (await add.Should().ThrowAsync<VmSnapshotException>()).Which;
        unusable.Code.Should().Be(VmSnapshotErrorCodes.StoreUnusable);
        unusable.IsTransient.Should().BeTrue();
        unusable.Message.Should().Contain("locked");
        (await store.ListAsync(new SnapshotQuery { Tenant = Sample.Tenant }, Token)).Items.Should().BeEmpty("reading goes on meanwhile");
        await transaction.RollbackAsync(Token);
        await store.AddAsync(Sample.Minimal(), Token);
    }

    [Fact]
    public async Task A_session_that_an_administrator_ends_is_reported_and_the_next_call_works()
    {
        var store = await _database.OpenAsync("Application Name=victim", retries: 0);
        await store.GetStoreIdAsync(Token);
        await using var theirs = await _database.ConnectAsync();
        await using var transaction = await theirs.BeginTransactionAsync(Token);
        await ExecuteAsync(theirs, """LOCK TABLE "Snapshots" IN EXCLUSIVE MODE""");
        var add = Task.Run(() => store.AddAsync(Sample.Minimal(), Token), Token);
        while ((await _database.RowsAsync(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'victim' AND wait_event_type = 'Lock'")).Count == 0)
        {
            await Task.Delay(10, Token);
        }

        var unusable = (await FluentActions.Awaiting(() => add).Should().ThrowAsync<VmSnapshotException>()).Which;

        unusable.IsTransient.Should().BeTrue();
        unusable.Message.Should().Contain("closed the connection").And.Contain("may have been done");
        await transaction.RollbackAsync(Token);
        await store.AddAsync(Sample.Minimal(), Token);
    }

    [Fact]
    public async Task Text_that_the_server_cannot_keep_is_refused()
    {
        var store = await _database.OpenAsync();

        var add = () => store.AddAsync(Sample.Minimal() with { Description = "a\0b" }, Token);

        (await add.Should().ThrowAsync<VmSnapshotException>()).Which.Message.Should().Contain("refused the work");
    }

    [Fact]
    public async Task A_label_that_is_too_long_to_be_looked_for_is_refused()
    {
        var store = await _database.OpenAsync();
        // Without a pattern, for the server compresses what has one.
        var random = new Random(1);
        var value = string.Concat(Enumerable.Range(0, 8000).Select(_ => (char)random.Next('!', '~')));

        var add = () => store.AddAsync(Sample.Minimal() with { Labels = new Dictionary<string, string> { ["long"] = value } }, Token);

        (await add.Should().ThrowAsync<VmSnapshotException>()).Which.Message.Should().Contain("2,600 bytes");
        (await store.ListAsync(new SnapshotQuery { Tenant = Sample.Tenant }, Token)).Items.Should().BeEmpty();
    }

    [Theory]
    [InlineData("40001", true, "locked")]
    [InlineData("40P01", true, "locked")]
    [InlineData("55P03", true, "locked")]
    [InlineData("53300", true, "max_connections")]
    [InlineData("57P03", true, "starting up")]
    [InlineData("57P01", true, "closed the connection")]
    [InlineData("57P02", true, "closed the connection")]
    [InlineData("57014", true, "statement_timeout")]
    [InlineData("08006", true, "lost the connection")]
    [InlineData("53100", false, "full")]
    [InlineData("28000", false, "pg_hba.conf")]
    [InlineData("28P01", false, "password is wrong")]
    [InlineData("3D000", false, "CREATE DATABASE")]
    [InlineData("42501", false, "right")]
    [InlineData("25006", false, "read-only")]
    [InlineData("XX000", false, "what it said; XX000")]
    public void A_fault_is_explained(string state, bool isTransient, string words)
    {
        using var database = new PostgreSqlSnapshotDatabase("Host=db;Database=snapshots;Username=portal;Password=planted");
        var fault = new DbUpdateException("the change was not saved", new PostgresException("what it said", "ERROR", "ERROR", state));

        var explained = database.Explain(fault)!;

        explained.Code.Should().Be(VmSnapshotErrorCodes.StoreUnusable);
        explained.IsTransient.Should().Be(isTransient);
        explained.Message.Should().StartWith("The snapshot database 'snapshots' at db:5432 ").And.Contain(words).And.NotContain("planted");
        database.IsUniqueViolation(fault).Should().BeFalse();
    }

    [Fact]
    public void A_fault_of_somebody_elses_is_left_alone()
    {
        using var database = new PostgreSqlSnapshotDatabase("Host=db");

        database.Explain(new InvalidOperationException("not the database")).Should().BeNull();
        database.IsUniqueViolation(new DbUpdateException("", new PostgresException("", "", "", "23505"))).Should().BeTrue();
    }

    [Fact]
    public async Task The_password_is_in_no_log_no_trace_no_error_and_no_table()
    {
        var server = await PostgreSqlServer.StartAsync(cancellationToken: Token);
        await using var _ = server;
        var traces = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => traces.Enqueue($"{activity.DisplayName} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Events.SelectMany(e => e.Tags))}"),
        };
        ActivitySource.AddActivityListener(listener);
        using var logs = new LogCollector();
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(logs).SetMinimumLevel(LogLevel.Trace));
        var services = new ServiceCollection();
        // A host may well ask for more than is good for it.
        services.AddVmSnapshot().UsePostgreSql(
            $"{await server.CreateDatabaseAsync(Token)};Persist Security Info=true;Include Error Detail=true", source => source.UseLoggerFactory(loggers).EnableParameterLogging());
        await using var provider = services.BuildServiceProvider();
        var store = provider.GetRequiredService<ISnapshotStore>();

        var added = await store.AddAsync(Sample.Full(), Token);
        var conflict = await FluentActions.Awaiting(() => store.AddAsync(added, Token)).Should().ThrowAsync<VmSnapshotConflictException>();
        await server.StopAsync(Token);
        var unusable = await FluentActions.Awaiting(() => store.GetAsync(Sample.Tenant, added.Id, Token)).Should().ThrowAsync<VmSnapshotException>();

        logs.Lines.Should().NotBeEmpty().And.NotContain(line => line.Contains(server.Password));
        traces.Should().Contain(trace => trace.Contains("INSERT")).And.NotContain(trace => trace.Contains(server.Password));
        foreach (var error in (Exception[])[conflict.Which, unusable.Which])
        {
            error.ToString().Should().NotContain(server.Password);
        }

        server.FilesWith(server.Password).Should().BeEmpty("the server keeps but its hash");
        server.FilesWith(added.Id).Should().NotBeEmpty("that is how it is looked for");
    }

    private async Task<VmSnapshotException> UnusableAsync(string settings) =>
        await UnusableAsync(new PostgreSqlSnapshotDatabase($"{await _database.ConnectionStringAsync()};{settings}"));

    private async Task<VmSnapshotException> UnusableAsync(SnapshotDatabase database)
    {
        var store = _database.Open(database);
        var password = new NpgsqlConnectionStringBuilder(await _database.ConnectionStringAsync()).Password!;
        var open = () => store.GetStoreIdAsync(Token);

        var unusable = (await open.Should().ThrowAsync<VmSnapshotException>()).Which;

        unusable.Code.Should().Be(VmSnapshotErrorCodes.StoreUnusable);
        unusable.ToString().Should().NotContain(password);
        var add = () => store.AddAsync(Sample.Minimal(), Token);
        (await add.Should().ThrowAsync<VmSnapshotException>()).Which.Code.Should().Be(VmSnapshotErrorCodes.StoreUnusable);
        return unusable;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }

    private sealed class LogCollector : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{formatter(state, exception)} {exception} {state}");

        public void Dispose()
        {
        }
    }
}
