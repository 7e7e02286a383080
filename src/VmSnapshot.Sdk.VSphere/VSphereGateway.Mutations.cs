using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.VSphere.Inventory;
using VmSnapshot.Sdk.VSphere.Machines;
using VmSnapshot.Sdk.VSphere.Sessions;
using VmSnapshot.Sdk.VSphere.Specs;
using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.VSphere;

internal sealed partial class VSphereGateway
{
    public Task<MoRef> StartCloneAsync(CloneVm clone, CancellationToken cancellationToken = default) =>
        StartAsync(
            $"clone {clone.Source.Value} as '{clone.Name}'",
            async session => await session.Client.CloneVMTaskAsync(
                clone.Source.ToWire(),
                clone.Folder.ToWire(),
                InventoryNames.Escape(clone.Name),
                CloneSpecs.Build(clone, await CloneHosts.ChooseAsync(session, clone, cancellationToken).ConfigureAwait(false)),
                cancellationToken).ConfigureAwait(false),
            cancellationToken);

    public Task MarkAsTemplateAsync(MoRef vm, CancellationToken cancellationToken = default) =>
        sessions.CallAsync(
            $"mark {vm.Value} as template",
            async session =>
            {
                await session.Client.MarkAsTemplateAsync(vm.ToWire(), cancellationToken).ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    public Task<MoRef> StartReconfigureAsync(MoRef vm, ReconfigureVm changes, CancellationToken cancellationToken = default) =>
        StartAsync(
            $"reconfigure {vm.Value}",
            async session => await session.Client.ReconfigVMTaskAsync(
                vm.ToWire(), await ReconfigureSpecs.BuildAsync(session, vm.ToWire(), changes, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false),
            cancellationToken);

    public Task<MoRef> StartCustomizeAsync(
        MoRef vm, GuestSettings guest, IReadOnlyDictionary<SecretReference, string> secrets, CancellationToken cancellationToken = default) =>
        StartAsync(
            $"customize the guest of {vm.Value}",
            async session =>
            {
                var adapters = await VmDeviceReading.ReadAsync(session, vm.ToWire(), cancellationToken).ConfigureAwait(false);
                var spec = GuestSpecs.Build(guest, adapters.OfType<VirtualEthernetCard>().Count(), secrets);
                return await session.Client.CustomizeVMTaskAsync(vm.ToWire(), spec, cancellationToken).ConfigureAwait(false);
            },
            cancellationToken);

    public Task<MoRef> StartPowerOnAsync(MoRef vm, CancellationToken cancellationToken = default) =>
        StartAsync($"power on {vm.Value}", session => session.Client.PowerOnVMTaskAsync(vm.ToWire(), host: null, cancellationToken), cancellationToken);

    public Task<MoRef> StartPowerOffAsync(MoRef vm, CancellationToken cancellationToken = default) =>
        StartAsync($"power off {vm.Value}", session => session.Client.PowerOffVMTaskAsync(vm.ToWire(), cancellationToken), cancellationToken);

    public Task<MoRef> StartDestroyAsync(MoRef vm, CancellationToken cancellationToken = default) =>
        StartAsync($"destroy {vm.Value}", session => session.Client.DestroyTaskAsync(vm.ToWire(), cancellationToken), cancellationToken);

    public Task<MoRef> StartCreateNativeSnapshotAsync(MoRef vm, CreateNativeSnapshot snapshot, CancellationToken cancellationToken = default) =>
        StartAsync(
            $"take a native snapshot of {vm.Value}",
            session => session.Client.CreateSnapshotTaskAsync(
                vm.ToWire(), snapshot.Name, snapshot.Description, memory: false, snapshot.Quiesce, cancellationToken),
            cancellationToken);

    public Task<MoRef> StartRemoveNativeSnapshotAsync(MoRef nativeSnapshot, CancellationToken cancellationToken = default) =>
        StartAsync(
            $"remove native snapshot {nativeSnapshot.Value}",
            session => session.Client.RemoveSnapshotTaskAsync(nativeSnapshot.ToWire(), removeChildren: false, consolidate: true, cancellationToken),
            cancellationToken);

    private async Task<MoRef> StartAsync(
        string attempted, Func<VSphereSession, Task<ManagedObjectReference>> start, CancellationToken cancellationToken) =>
        (await sessions.CallAsync(attempted, start, cancellationToken).ConfigureAwait(false)).ToMoRef();
}
