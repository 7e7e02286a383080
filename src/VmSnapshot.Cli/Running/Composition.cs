using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using VmSnapshot.Cli.Options;
using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Cli.Running;

/// <summary>Puts the SDK together as the global options say.</summary>
internal static class Composition
{
    /// <summary>
    /// How long an operation stays this process's own when it is killed: short, as somebody is likely to wait in front of it. It is renewed
    /// after a third of this.
    /// </summary>
    public static TimeSpan Lease { get; } = TimeSpan.FromSeconds(20);

    /// <param name="settings">The global options.</param>
    /// <param name="store">Where the records are.</param>
    /// <param name="path">The SQLite file, where it is one.</param>
    public static ServiceProvider Build(CliSettings settings, StoreLocation store, string path)
    {
        var services = new ServiceCollection();
        var builder = services.AddVmSnapshot(options =>
            (options.Tenant, options.LeaseDuration, options.OperationPollingInterval) = (settings.Tenant, Lease, TimeSpan.FromSeconds(1)));
        if (store.PostgreSql is { } postgreSql)
        {
            PostgreSqlStore.Add(builder, postgreSql);
        }
        else
        {
            builder.UseSqlite(path);
        }

        switch (settings.VCenter)
        {
            case null:
                services.Replace(ServiceDescriptor.Singleton<IVSphereGateway, NoVCenter>());
                break;
            case { IsSimulated: true }:
                // Long enough to see it progress, short enough to wait for.
                builder.UseSimulatedVSphere(configure: options =>
                    (options.CloneDuration, options.TaskDuration) = (TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(0.3)));
                break;
            case var address:
                VSphereConnection.Add(builder, address, settings);
                break;
        }

        return services.BuildServiceProvider();
    }
}
