using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using VmSnapshot.Cli.Options;
using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Cli.Running;

/// <summary>Puts the SDK together as the global options say.</summary>
internal static class Composition
{
    public static ServiceProvider Build(CliSettings settings, string storePath)
    {
        var services = new ServiceCollection();
        var builder = services.AddVmSnapshot(options => options.Tenant = settings.Tenant).UseSqlite(storePath);
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
