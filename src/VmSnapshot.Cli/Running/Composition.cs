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
                builder.UseSimulatedVSphere();
                break;
            case var address:
                VSphereConnection.Add(builder, address, settings);
                break;
        }

        return services.BuildServiceProvider();
    }
}
