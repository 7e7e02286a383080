using Microsoft.Extensions.DependencyInjection;
using VmSnapshot.Cli.Options;
using VmSnapshot.Sdk;

namespace VmSnapshot.Cli.Running;

/// <summary>Wires a database on a server; apart, so that commands on a file don't load its client.</summary>
internal static class PostgreSqlStore
{
    public static void Add(IVmSnapshotBuilder builder, PostgreSqlLocation location) => builder.UsePostgreSql(location.ConnectionString);
}
