using VmSnapshot.Sdk;
using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Cli.Running;

/// <summary>Stands in where no vCenter is named: commands that only read the catalog never ask it anything.</summary>
internal sealed class NoVCenter : IVSphereGateway
{
    public static VmSnapshotException Missing() => CliErrors.Usage(
        "There is no vCenter to talk to: name it with --vcenter https://HOST or VMSNAPSHOT_VCENTER; --vcenter memory: is a simulated one to try things out on.");

    public Task<VCenterInfo> ConnectAsync(CancellationToken cancellationToken = default) => throw Missing();

    public IAsyncEnumerable<VmSummary> ListVmsAsync(string? nameContains, CancellationToken cancellationToken = default) => throw Missing();

    public Task<IReadOnlyList<VmSummary>> FindVmsAsync(VmReference vm, CancellationToken cancellationToken = default) => throw Missing();

    public Task<VmDescription?> ReadVmAsync(MoRef vm, CancellationToken cancellationToken = default) => throw Missing();

    public Task<IReadOnlyList<InventoryObject>> FindAsync(
        InventoryKind kind, string nameOrPath, MoRef datacenter, CancellationToken cancellationToken = default) => throw Missing();

    public Task<IReadOnlyList<InventoryObject>> ReadObjectsAsync(
        IReadOnlyCollection<MoRef> objects, CancellationToken cancellationToken = default) => throw Missing();

    public Task<MoRef?> FindVmInFolderAsync(MoRef folder, string name, CancellationToken cancellationToken = default) => throw Missing();

    public Task<bool> IsQuiescedAsync(MoRef vm, MoRef nativeSnapshot, CancellationToken cancellationToken = default) => throw Missing();

    public Task<IReadOnlyList<MoRef>> FindNativeSnapshotsAsync(MoRef vm, string name, CancellationToken cancellationToken = default) => throw Missing();

    public Task<IReadOnlyList<string>?> FindMissingPrivilegesAsync(
        IReadOnlyCollection<string> privileges, CancellationToken cancellationToken = default) => throw Missing();

    public Task<MoRef> StartCloneAsync(CloneVm clone, CancellationToken cancellationToken = default) => throw Missing();

    public Task MarkAsTemplateAsync(MoRef vm, CancellationToken cancellationToken = default) => throw Missing();

    public Task<MoRef> StartReconfigureAsync(MoRef vm, ReconfigureVm changes, CancellationToken cancellationToken = default) => throw Missing();

    public Task<MoRef> StartCustomizeAsync(
        MoRef vm, GuestSettings guest, IReadOnlyDictionary<SecretReference, string> secrets, CancellationToken cancellationToken = default) => throw Missing();

    public Task<MoRef> StartPowerOnAsync(MoRef vm, CancellationToken cancellationToken = default) => throw Missing();

    public Task<MoRef> StartPowerOffAsync(MoRef vm, CancellationToken cancellationToken = default) => throw Missing();

    public Task<MoRef> StartDestroyAsync(MoRef vm, CancellationToken cancellationToken = default) => throw Missing();

    public Task<MoRef> StartCreateNativeSnapshotAsync(
        MoRef vm, CreateNativeSnapshot snapshot, CancellationToken cancellationToken = default) => throw Missing();

    public Task<MoRef> StartRemoveNativeSnapshotAsync(MoRef nativeSnapshot, CancellationToken cancellationToken = default) => throw Missing();

    public Task<IReadOnlyList<VCenterTask>> FindUnfinishedTasksAsync(MoRef entity, CancellationToken cancellationToken = default) => throw Missing();

    public IAsyncEnumerable<VCenterTask> WatchTaskAsync(MoRef task, CancellationToken cancellationToken = default) => throw Missing();

    public Task<VCenterTask> ReadTaskAsync(MoRef task, CancellationToken cancellationToken = default) => throw Missing();

    public Task CancelTaskAsync(MoRef task, CancellationToken cancellationToken = default) => throw Missing();
}
