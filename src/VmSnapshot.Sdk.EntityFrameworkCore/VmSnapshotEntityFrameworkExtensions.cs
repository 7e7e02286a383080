using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using VmSnapshot.Sdk;
using VmSnapshot.Sdk.EntityFrameworkCore;
using VmSnapshot.Sdk.Storage;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the snapshot store in a database of the host's.</summary>
public static class VmSnapshotEntityFrameworkExtensions
{
    /// <summary>
    /// Keeps the records with the host's own data: in the database of a context whose model has <c>AddVmSnapshot()</c> and that is registered
    /// with <c>AddDbContextFactory</c>. Its migrations are the host's to make and apply. It replaces the store that was registered before.
    /// </summary>
    /// <typeparam name="TContext">The host's context.</typeparam>
    /// <param name="builder">What <c>AddVmSnapshot</c> returned.</param>
    public static IVmSnapshotBuilder UseEntityFrameworkStore<TContext>(this IVmSnapshotBuilder builder)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Replace(ServiceDescriptor.Singleton<ISnapshotStore>(services => EntityFrameworkSnapshotStore.Create(
            services, new HostDatabase<TContext>(services.GetRequiredService<IDbContextFactory<TContext>>()))));
        return builder;
    }
}
