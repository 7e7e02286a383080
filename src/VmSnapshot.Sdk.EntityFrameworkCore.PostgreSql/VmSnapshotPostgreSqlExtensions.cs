using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using VmSnapshot.Sdk;
using VmSnapshot.Sdk.EntityFrameworkCore;
using VmSnapshot.Sdk.EntityFrameworkCore.PostgreSql;
using VmSnapshot.Sdk.Storage;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the snapshot store on PostgreSQL.</summary>
public static class VmSnapshotPostgreSqlExtensions
{
    /// <summary>
    /// Keeps the records in a PostgreSQL database, which several machines may use at once. The database must exist; its tables are made, or
    /// brought up to date, when the store is first used, in the schema that the user's search_path begins with (<c>public</c>, unless the
    /// connection string has <c>Search Path</c>). Calling it again replaces the store that was registered before.
    /// </summary>
    /// <param name="builder">What <c>AddVmSnapshot</c> returned.</param>
    /// <param name="connectionString">
    /// Npgsql's, such as <c>Host=db.example.com;Database=snapshots;Username=portal</c>. A password that it doesn't have is taken from
    /// <c>PGPASSWORD</c> or the password file (<c>PGPASSFILE</c>, else <c>~/.pgpass</c>).
    /// </param>
    /// <param name="configure">Whatever the connection string can't say, such as a password that changes or a client certificate. Default: nothing.</param>
    /// <exception cref="VmSnapshotException">The connection string is none of Npgsql's, or names no server: <see cref="VmSnapshotErrorCodes.InvalidArguments"/>.</exception>
    public static IVmSnapshotBuilder UsePostgreSql(
        this IVmSnapshotBuilder builder, string connectionString, Action<NpgsqlDataSourceBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        PostgreSqlConnectionString.Check(connectionString);
        builder.Services.Replace(ServiceDescriptor.Singleton<ISnapshotStore>(services => EntityFrameworkSnapshotStore.Create(
            services, new PostgreSqlSnapshotDatabase(connectionString, configure))));
        return builder;
    }
}
