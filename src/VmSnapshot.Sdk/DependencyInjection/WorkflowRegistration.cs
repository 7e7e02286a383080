using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using VmSnapshot.Sdk.Operations;
using VmSnapshot.Sdk.Storage;
using VmSnapshot.Sdk.Tasks;
using VmSnapshot.Sdk.Workflow;

namespace VmSnapshot.Sdk;

internal static class WorkflowRegistration
{
    public static void AddVmSnapshotWorkflow(this IServiceCollection services)
    {
        services.TryAddSingletonThatLogs<TaskWaiter>();
        services.TryAddSingleton<AuditTrail>();
        services.TryAddSingleton<PlacementResolver>();
        services.TryAddSingletonThatLogs<OwnedVms>();
        services.TryAddSingletonThatLogs<Mutations>();
        services.TryAddSingleton<Cloning>();
        services.TryAddSingleton<StepCleanUp>();
        services.TryAddSingleton<ExtractVmInfo>();
        services.TryAddSingleton<CloneToTemplate>();
        services.TryAddSingleton<RecordSnapshot>();
        services.TryAddSingleton<PrepareVm>();
        services.TryAddSingleton<DeployVm>();
        services.TryAddSingleton<ConfigureVm>();
        services.TryAddSingleton<NativeSnapshots>();
        services.TryAddSingleton<SnapshotCatalog>();
        services.TryAddSingleton<SnapshotDeletion>();
        services.TryAddSingleton<SnapshotCreation>();
        services.TryAddSingleton<VmCreation>();
        services.TryAddSingleton<LateArrivals>();
        services.TryAddSingletonThatLogs<OperationRunner>();
        services.TryAddSingleton<IOperationRunner>(provider => provider.GetRequiredService<OperationRunner>());
        services.TryAddSingleton<OperationCatalog>();
        services.TryAddSingleton<IOperations>(provider => provider.GetRequiredService<OperationCatalog>());
        services.TryAddSingletonThatLogs<OperationResumeService>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, OperationResumeService>(provider => provider.GetRequiredService<OperationResumeService>()));
        services.TryAddSingleton<IVmInventory, VmInventory>();
        services.TryAddSingleton<ISnapshotManager, SnapshotManager>();
        services.TryAddSingleton<IVmFactory, VmFactory>();
        services.TryAddSingleton<IVmSnapshotDiagnostics, VmSnapshotDiagnostics>();
    }

    /// <summary>
    /// For classes that take an <see cref="ILogger{T}"/>, in hosts without logging too. Registering a logger for them that does nothing would
    /// silence a host that adds its logging later.
    /// </summary>
    private static void TryAddSingletonThatLogs<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(this IServiceCollection services)
        where T : class =>
        services.TryAddSingleton(provider => ActivatorUtilities.CreateInstance<T>(
            provider, new Logger<T>(provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance)));
}
