using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using VmSnapshot.Sdk;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.Testing;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the simulated vCenter.</summary>
public static class SimulatedVSphereServiceCollectionExtensions
{
    /// <summary>
    /// Works on a vCenter that lives in memory and begins with a small inventory, instead of on a real one. Resolve
    /// <see cref="SimulatedVSphere"/> to look into it and to make it fail. Calling it twice does no harm; a
    /// <see cref="SimulatedVSphere"/> that is registered already is used.
    /// </summary>
    /// <param name="builder">What <c>AddVmSnapshot()</c> returned.</param>
    /// <param name="configure">Sets how it behaves.</param>
    public static IVmSnapshotBuilder UseSimulatedVSphere(this IVmSnapshotBuilder builder, Action<SimulatedVSphereOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<SimulatedVSphereOptions>();
        if (configure is not null)
        {
            builder.Services.Configure(configure);
        }

        builder.Services.TryAddSingleton(services => new SimulatedVSphere(
            services.GetRequiredService<IOptions<SimulatedVSphereOptions>>().Value, services.GetRequiredService<TimeProvider>()));
        builder.Services.Replace(ServiceDescriptor.Singleton<IVSphereGateway>(services => services.GetRequiredService<SimulatedVSphere>()));
        return builder;
    }
}
