using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace VmSnapshot.Sdk.EntityFrameworkCore.PostgreSql;

/// <summary>Tables of the store's own on a PostgreSQL server.</summary>
internal sealed class PostgreSqlSnapshotDatabase : SnapshotDatabase
{
    private readonly PostgreSqlServerName _server;
    private readonly NpgsqlDataSource _dataSource;
    private readonly DbContextOptions<PostgreSqlSnapshotDbContext> _options;
    private readonly PostgreSqlSchema _schema;

    public PostgreSqlSnapshotDatabase(string connectionString, Action<NpgsqlDataSourceBuilder>? configure = null)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        configure?.Invoke(builder);
        // Otherwise an open connection would tell its password to whoever looks.
        builder.ConnectionStringBuilder.PersistSecurityInfo = false;
        _server = PostgreSqlServerName.Of(builder.ConnectionStringBuilder);
        _dataSource = builder.Build();
        _options = PostgreSqlOptions.For(_dataSource);
        _schema = new PostgreSqlSchema(_dataSource, _server);
    }

    public override DbContext CreateContext() => new PostgreSqlSnapshotDbContext(_options);

    public override Task<string> PrepareAsync(CancellationToken cancellationToken) => _schema.PrepareAsync(cancellationToken);

    /// <summary>The server's: the machines that share it need not agree. Not now(), which stands still during a transaction.</summary>
    public override async Task<long> NowTicksAsync(DbContext context, TimeProvider timeProvider, CancellationToken cancellationToken) =>
        (await context.Database.SqlQuery<DateTime>($"SELECT clock_timestamp() AS \"Value\"").SingleAsync(cancellationToken).ConfigureAwait(false)).ToUniversalTime().Ticks;

    public override bool? IsUniqueViolation(Exception exception) =>
        Find<PostgresException>(exception) is { } fault && PostgreSqlFaults.IsUniqueViolation(fault);

    public override VmSnapshotException? Explain(Exception exception)
    {
        // A password file or a certificate that can't be read is reported without the provider's wrapping.
        var fault = Find<PostgresException>(exception) ?? Find<NpgsqlException>(exception) ?? Find<IOException>(exception)
            ?? (Exception?)Find<UnauthorizedAccessException>(exception);
        return fault is null ? null : PostgreSqlFaults.Explain(_server, fault, exception);
    }

    public override void Dispose() => _dataSource.Dispose();
}
