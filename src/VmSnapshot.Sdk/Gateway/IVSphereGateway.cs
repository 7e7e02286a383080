namespace VmSnapshot.Sdk.Gateway;

/// <summary>
/// The port to vCenter: what the six steps need of it and no more. One instance serves all callers of one vCenter; it logs
/// in on first use. Methods called <c>Start…</c> send one mutation exactly once, never retried, and return the vCenter task.
/// </summary>
/// <remarks>
/// <para>
/// Every method throws <see cref="VmSnapshotException"/> with one of <see cref="VmSnapshotErrorCodes"/>: a fault of vCenter
/// through <see cref="VCenterFaultMapping"/>, an unreachable or untrusted server, a refused login.
/// </para>
/// <para>
/// A mutation that fails says with <see cref="VmSnapshotException.MayHaveBeenExecuted"/> whether vCenter may have done it. One that
/// is refused because the session has ended (NotAuthenticated) was not done, and the next call logs in again: it may be sent again.
/// </para>
/// </remarks>
public interface IVSphereGateway
{
    /// <summary>Logs in unless a session is there already, and tells who answered.</summary>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    Task<VCenterInfo> ConnectAsync(CancellationToken cancellationToken = default);

    /// <summary>All VMs that are not templates, in pages, ordered by nothing in particular.</summary>
    /// <param name="nameContains">Only those whose name contains this, whatever the case; null for all.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    IAsyncEnumerable<VmSummary> ListVmsAsync(string? nameContains, CancellationToken cancellationToken = default);

    /// <summary>
    /// Every VM that the reference can mean, templates included: all readings that its kind allows are tried. Empty when there is none.
    /// </summary>
    /// <param name="vm">What to look for.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    Task<IReadOnlyList<VmSummary>> FindVmsAsync(VmReference vm, CancellationToken cancellationToken = default);

    /// <summary>
    /// Reads one VM in full, or null when it is gone. One whose configuration can't be read now is <see cref="VmSnapshotErrorCodes.VmUnreadable"/>
    /// or <see cref="VmSnapshotErrorCodes.PrivilegeMissing"/>, never a VM without hardware.
    /// </summary>
    /// <param name="vm">The VM or template.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    Task<VmDescription?> ReadVmAsync(MoRef vm, CancellationToken cancellationToken = default);

    /// <summary>Objects of a kind within a datacenter, by name or by inventory path. Empty when there is none.</summary>
    /// <param name="kind">What to look for.</param>
    /// <param name="nameOrPath">A name, or a path that begins with a slash or names a folder below the kind's root.</param>
    /// <param name="datacenter">The datacenter to look in.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    Task<IReadOnlyList<InventoryObject>> FindAsync(
        InventoryKind kind, string nameOrPath, MoRef datacenter, CancellationToken cancellationToken = default);

    /// <summary>Those of the objects that still exist, with name and path.</summary>
    /// <param name="objects">The objects to read.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    Task<IReadOnlyList<InventoryObject>> ReadObjectsAsync(
        IReadOnlyCollection<MoRef> objects, CancellationToken cancellationToken = default);

    /// <summary>The VM of that name directly in that folder, or null (vim25 FindChild).</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">The name as people see it.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    Task<MoRef?> FindVmInFolderAsync(MoRef folder, string name, CancellationToken cancellationToken = default);

    /// <summary>
    /// Those of the privileges that the session's user lacks on the inventory's root; null when the server can't tell.
    /// </summary>
    /// <param name="privileges">Privilege ids such as <c>VirtualMachine.Provisioning.Clone</c>.</param>
    /// <param name="cancellationToken">Stops the check.</param>
    Task<IReadOnlyList<string>?> FindMissingPrivilegesAsync(
        IReadOnlyCollection<string> privileges, CancellationToken cancellationToken = default);

    /// <summary>CloneVM_Task. The task's result is the new VM, powered off.</summary>
    /// <param name="clone">What to make of what.</param>
    /// <param name="cancellationToken">Stops waiting for the answer; the clone may have been started.</param>
    Task<MoRef> StartCloneAsync(CloneVm clone, CancellationToken cancellationToken = default);

    /// <summary>MarkAsTemplate, which vCenter does at once.</summary>
    /// <param name="vm">A powered-off VM.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    Task MarkAsTemplateAsync(MoRef vm, CancellationToken cancellationToken = default);

    /// <summary>ReconfigVM_Task.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="changes">What to change.</param>
    /// <param name="cancellationToken">Stops waiting for the answer; the change may have been started.</param>
    Task<MoRef> StartReconfigureAsync(MoRef vm, ReconfigureVm changes, CancellationToken cancellationToken = default);

    /// <summary>CustomizeVM_Task. The guest itself is changed at its next power-on.</summary>
    /// <param name="vm">A powered-off VM.</param>
    /// <param name="guest">The guest operating system's settings.</param>
    /// <param name="secrets">The values behind the settings' secret references.</param>
    /// <param name="cancellationToken">Stops waiting for the answer; the change may have been started.</param>
    Task<MoRef> StartCustomizeAsync(
        MoRef vm, GuestSettings guest, IReadOnlyDictionary<SecretReference, string> secrets, CancellationToken cancellationToken = default);

    /// <summary>PowerOnVM_Task.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="cancellationToken">Stops waiting for the answer; the power-on may have been started.</param>
    Task<MoRef> StartPowerOnAsync(MoRef vm, CancellationToken cancellationToken = default);

    /// <summary>PowerOffVM_Task: hard, without asking the guest.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="cancellationToken">Stops waiting for the answer; the power-off may have been started.</param>
    Task<MoRef> StartPowerOffAsync(MoRef vm, CancellationToken cancellationToken = default);

    /// <summary>Destroy_Task: the VM or template and its files are gone for good.</summary>
    /// <param name="vm">A powered-off VM or a template.</param>
    /// <param name="cancellationToken">Stops waiting for the answer; the destruction may have been started.</param>
    Task<MoRef> StartDestroyAsync(MoRef vm, CancellationToken cancellationToken = default);

    /// <summary>CreateSnapshot_Task. The task's result is the native snapshot.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="snapshot">What to take.</param>
    /// <param name="cancellationToken">Stops waiting for the answer; the snapshot may have been started.</param>
    Task<MoRef> StartCreateNativeSnapshotAsync(
        MoRef vm, CreateNativeSnapshot snapshot, CancellationToken cancellationToken = default);

    /// <summary>
    /// Whether the guest's file systems were quiesced when a native snapshot was taken (VirtualMachineSnapshotTree.quiesced): where VMware Tools
    /// can't, vCenter may take it without and say nothing.
    /// </summary>
    /// <param name="vm">The VM.</param>
    /// <param name="nativeSnapshot">One of its native snapshots.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    Task<bool> IsQuiescedAsync(MoRef vm, MoRef nativeSnapshot, CancellationToken cancellationToken = default);

    /// <summary>
    /// All native snapshots of the VM with exactly that name, the oldest first: their names aren't unique. Empty when there is none, and when
    /// the VM is gone.
    /// </summary>
    /// <param name="vm">The VM.</param>
    /// <param name="name">The name as it was given to <see cref="CreateNativeSnapshot.Name"/>.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    Task<IReadOnlyList<MoRef>> FindNativeSnapshotsAsync(MoRef vm, string name, CancellationToken cancellationToken = default);

    /// <summary>RemoveSnapshot_Task: removes one native snapshot, keeps its children, consolidates disks.</summary>
    /// <param name="nativeSnapshot">The native snapshot.</param>
    /// <param name="cancellationToken">Stops waiting for the answer; the removal may have been started.</param>
    Task<MoRef> StartRemoveNativeSnapshotAsync(MoRef nativeSnapshot, CancellationToken cancellationToken = default);

    /// <summary>
    /// Those of the object's recent tasks (vim25 recentTask) that are queued or running. Empty when there is none, and when the object is gone.
    /// </summary>
    /// <param name="entity">The object that the tasks work on: for a clone its source.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    Task<IReadOnlyList<VCenterTask>> FindUnfinishedTasksAsync(MoRef entity, CancellationToken cancellationToken = default);

    /// <summary>
    /// The task's state now and at every change that vCenter reports (a property filter and WaitForUpdatesEx). The last one has ended. A task
    /// that vCenter has forgotten, some ten minutes after its end, is a <see cref="VmSnapshotException.Fault"/> ManagedObjectNotFound.
    /// </summary>
    /// <param name="task">The task.</param>
    /// <param name="cancellationToken">Stops watching; the task goes on.</param>
    IAsyncEnumerable<VCenterTask> WatchTaskAsync(MoRef task, CancellationToken cancellationToken = default);

    /// <summary>
    /// The task's state now: what waiting falls back to where watching fails. A task that vCenter has forgotten, some ten minutes after its end,
    /// is a <see cref="VmSnapshotException.Fault"/> ManagedObjectNotFound.
    /// </summary>
    /// <param name="task">The task.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    Task<VCenterTask> ReadTaskAsync(MoRef task, CancellationToken cancellationToken = default);

    /// <summary>CancelTask. A task that can't be cancelled, or has ended, is left alone and is no error.</summary>
    /// <param name="task">The task.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    Task CancelTaskAsync(MoRef task, CancellationToken cancellationToken = default);
}
