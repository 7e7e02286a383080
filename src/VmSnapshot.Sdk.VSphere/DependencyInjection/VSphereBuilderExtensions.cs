using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using VmSnapshot.Sdk;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.VSphere;
using VmSnapshot.Sdk.VSphere.Sessions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the gateway to a real vCenter.</summary>
public static class VSphereBuilderExtensions
{
    /// <summary>
    /// Works with a vCenter over its SOAP API. The credentials come from <see cref="UseCredentials(IVmSnapshotBuilder, ICredentialProvider)"/>
    /// or an <see cref="ICredentialProvider"/> that the host registers itself.
    /// </summary>
    /// <param name="builder">What <c>AddVmSnapshot()</c> returned.</param>
    /// <param name="configure">Sets address and thumbprint.</param>
    public static IVmSnapshotBuilder UseVSphere(this IVmSnapshotBuilder builder, Action<VSphereOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var registrations = builder.Services;
        registrations.AddOptions<VSphereOptions>().Configure(configure);
        // At the start, too, but only if this gateway is still the one then: a test host that puts another in its place has no vCenter to name.
        registrations.AddOptions<StartOptions>()
            .Validate<IServiceProvider>((_, services) => !IsInUse(registrations) || services.GetRequiredService<IOptions<VSphereOptions>>().Value is not null)
            .ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<VSphereOptions>, VSphereOptionsValidator>());
        builder.Services.TryAddSingleton<ICredentialProvider>(_ => throw new InvalidOperationException(
            "VmSnapshot.Sdk has no credentials for vCenter: add them with AddVmSnapshot().UseVSphere(...).UseCredentials(...)."));
        // Hosts without logging have no loggers to resolve, and one that does nothing would silence those that add theirs later.
        builder.Services.TryAddSingleton(services => ActivatorUtilities.CreateInstance<SessionHolder>(
            services, new Logger<SessionHolder>(services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance)));
        builder.Services.Replace(ServiceDescriptor.Singleton<IVSphereGateway, VSphereGateway>());
        return builder;
    }

    /// <summary>Logs in with what this provider gives.</summary>
    /// <param name="builder">What <c>AddVmSnapshot()</c> returned.</param>
    /// <param name="provider">Asked at every login.</param>
    public static IVmSnapshotBuilder UseCredentials(this IVmSnapshotBuilder builder, ICredentialProvider provider)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(provider);
        builder.Services.Replace(ServiceDescriptor.Singleton(provider));
        return builder;
    }

    /// <summary>Logs in with what this function gives.</summary>
    /// <param name="builder">What <c>AddVmSnapshot()</c> returned.</param>
    /// <param name="getCredential">Asked at every login.</param>
    public static IVmSnapshotBuilder UseCredentials(
        this IVmSnapshotBuilder builder, Func<CancellationToken, ValueTask<VSphereCredential>> getCredential)
    {
        ArgumentNullException.ThrowIfNull(getCredential);
        return builder.UseCredentials(new FunctionCredentialProvider(getCredential));
    }

    private static bool IsInUse(IServiceCollection services) =>
        services.LastOrDefault(s => s.ServiceType == typeof(IVSphereGateway) && !s.IsKeyedService)?.ImplementationType == typeof(VSphereGateway);

    /// <summary>Nothing but what validates <see cref="VSphereOptions"/> at the start.</summary>
    private sealed class StartOptions;

    private sealed class FunctionCredentialProvider(Func<CancellationToken, ValueTask<VSphereCredential>> getCredential) : ICredentialProvider
    {
        public ValueTask<VSphereCredential> GetCredentialAsync(CancellationToken cancellationToken = default) => getCredential(cancellationToken);
    }
}
