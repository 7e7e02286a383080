using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using VmSnapshot.Sdk;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.Storage;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers VmSnapshot.Sdk.</summary>
public static class VmSnapshotServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="ISnapshotManager"/>, <see cref="IVmFactory"/>, <see cref="IVmInventory"/> and <see cref="IVmSnapshotDiagnostics"/>.
    /// A gateway (<c>UseVSphere</c>) and a store (<c>UseSqlite</c>) belong to it. Calling it twice does no harm.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets the SDK's options.</param>
    public static IVmSnapshotBuilder AddVmSnapshot(this IServiceCollection services, Action<VmSnapshotOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<VmSnapshotOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<VmSnapshotOptions>, VmSnapshotOptionsValidator>());
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ISecretResolver, EnvironmentSecretResolver>();
        services.TryAddSingleton<IVSphereGateway>(_ => throw new InvalidOperationException(
            "VmSnapshot.Sdk has no vCenter to work with: add one with AddVmSnapshot().UseVSphere(...), or UseSimulatedVSphere() in tests."));
        services.TryAddSingleton<ISnapshotStore>(_ => throw new InvalidOperationException(
            "VmSnapshot.Sdk has no snapshot store: add one with AddVmSnapshot().UseSqlite(...), or UseInMemoryStore() in tests."));
        services.AddVmSnapshotWorkflow();
        return new VmSnapshotBuilder(services);
    }

    /// <summary>Keeps the records in this process only: for tests.</summary>
    /// <param name="builder">What <see cref="AddVmSnapshot"/> returned.</param>
    public static IVmSnapshotBuilder UseInMemoryStore(this IVmSnapshotBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Replace(ServiceDescriptor.Singleton<ISnapshotStore, InMemorySnapshotStore>());
        return builder;
    }

    private sealed class VmSnapshotBuilder(IServiceCollection services) : IVmSnapshotBuilder
    {
        public IServiceCollection Services { get; } = services;
    }
}
