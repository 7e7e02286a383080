using Microsoft.Extensions.DependencyInjection;
using VmSnapshot.Sdk.VSphere;

namespace VmSnapshot.Benchmarks;

/// <summary>The SDK as a host registers it, logged in to the simulator.</summary>
internal static class SdkUnderTest
{
    public static ServiceProvider Create(Uri vCenter, string storePath)
    {
        var services = new ServiceCollection();
        services.AddVmSnapshot()
            .UseVSphere(o => o.Endpoint = vCenter)
            .UseCredentials(_ => new(new VSphereCredential(
                Environment.GetEnvironmentVariable("VMSNAPSHOT_USERNAME") ?? string.Empty,
                Environment.GetEnvironmentVariable("VMSNAPSHOT_PASSWORD") ?? string.Empty)))
            .UseSqlite(storePath);
        return services.BuildServiceProvider();
    }
}
