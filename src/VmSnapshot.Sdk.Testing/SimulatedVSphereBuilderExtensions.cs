using Microsoft.Extensions.DependencyInjection.Extensions;
using VmSnapshot.Sdk;
using VmSnapshot.Sdk.VSphere;
using VmSnapshot.Simulator;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers a simulated vCenter.</summary>
public static class SimulatedVSphereBuilderExtensions
{
    /// <summary>
    /// Works on a vCenter that runs in this process, through the same gateway as on a real one, instead of on a real one. Resolve
    /// <see cref="VCenterSimulator"/> to look into it and to make it fail. Calling it twice does no harm; a
    /// <see cref="VCenterSimulator"/> that is registered already is used as it is, whatever is said here. It goes by the <see cref="TimeProvider"/> that is registered.
    /// </summary>
    /// <param name="builder">What <c>AddVmSnapshot()</c> returned.</param>
    /// <param name="inventory">Fills the inventory, which is empty before. Default: <see cref="InventoryDescription.CreateDefault"/>.</param>
    /// <param name="configure">Sets how it behaves.</param>
    public static IVmSnapshotBuilder UseSimulatedVSphere(
        this IVmSnapshotBuilder builder, Action<InventoryDescription>? inventory = null, Action<VCenterSimulatorOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton(services =>
        {
            var options = new VCenterSimulatorOptions { TimeProvider = services.GetRequiredService<TimeProvider>() };
            configure?.Invoke(options);
            return new VCenterSimulator(options, Describe(inventory));
        });
        builder.UseVSphere(_ => { });
        builder.Services.AddOptions<VSphereOptions>().Configure<VCenterSimulator>((options, simulator) =>
        {
            options.Endpoint = VCenterSimulator.Endpoint;
            options.Thumbprint = null;
            options.CreateTransport = simulator.CreateTransport;
        });
        builder.Services.Replace(ServiceDescriptor.Singleton<ICredentialProvider, SimulatorCredentials>());
        return builder;
    }

    private static InventoryDescription? Describe(Action<InventoryDescription>? inventory)
    {
        if (inventory is null)
        {
            return null;
        }

        var description = new InventoryDescription();
        inventory(description);
        return description;
    }

    private sealed class SimulatorCredentials(VCenterSimulator simulator) : ICredentialProvider
    {
        public ValueTask<VSphereCredential> GetCredentialAsync(CancellationToken cancellationToken = default) =>
            new(new VSphereCredential(simulator.Options.UserName, simulator.Options.Password));
    }
}
