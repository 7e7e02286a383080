using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using VmSnapshot.Sdk.Tasks;
using VmSnapshot.Sdk.Workflow;

namespace VmSnapshot.Sdk;

internal static class WorkflowRegistration
{
    public static void AddVmSnapshotWorkflow(this IServiceCollection services)
    {
        services.TryAddSingleton<TaskWaiter>();
        services.TryAddSingleton<PlacementResolver>();
        services.TryAddSingleton<OwnedVms>();
        services.TryAddSingleton<ExtractVmInfo>();
        services.TryAddSingleton<CloneToTemplate>();
        services.TryAddSingleton<RecordSnapshot>();
        services.TryAddSingleton<PrepareVm>();
        services.TryAddSingleton<DeployVm>();
        services.TryAddSingleton<ConfigureVm>();
        services.TryAddSingleton<NativeSnapshots>();
        services.TryAddSingleton<SnapshotCatalog>();
        services.TryAddSingleton<SnapshotDeletion>();
        services.TryAddSingleton<IVmInventory, VmInventory>();
        services.TryAddSingleton<ISnapshotManager, SnapshotManager>();
        services.TryAddSingleton<IVmFactory, VmFactory>();
        services.TryAddSingleton<IVmSnapshotDiagnostics, VmSnapshotDiagnostics>();
    }
}
