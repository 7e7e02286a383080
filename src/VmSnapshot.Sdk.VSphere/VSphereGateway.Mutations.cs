using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.VSphere.Inventory;
using VmSnapshot.Sdk.VSphere.Machines;
using VmSnapshot.Sdk.VSphere.Sessions;
using VmSnapshot.Sdk.VSphere.Specs;
using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.VSphere;

internal sealed partial class VSphereGateway
{
    public async Task<MoRef> StartCloneAsync(CloneVm clone, CancellationToken cancellationToken = default)
    {
        var attempted = $"clone {clone.Source.Value} as '{clone.Name}'";
        var host = await sessions.ReadAsync(attempted, session => CloneHosts.ChooseAsync(session, clone, cancellationToken), cancellationToken).ConfigureAwait(false);
        return await StartAsync(
            attempted,
            session => session.Client.CloneVMTaskAsync(
                clone.Source.ToWire(), clone.Folder.ToWire(), InventoryNames.Escape(clone.Name), CloneSpecs.Build(clone, host), cancellationToken),
            cancellationToken).ConfigureAwait(false);
    }

    public Task MarkAsTemplateAsync(MoRef vm, CancellationToken cancellationToken = default) =>
        sessions.CallAsync(
            $"mark {vm.Value} as template",
            async session =>
            {
                await session.Client.MarkAsTemplateAsync(vm.ToWire(), cancellationToken).ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    public async Task<MoRef> StartReconfigureAsync(MoRef vm, ReconfigureVm changes, CancellationToken cancellationToken = default)
    {
        var attempted = $"reconfigure {vm.Value}";
        var spec = await sessions.ReadAsync(
            attempted, session => ReconfigureSpecs.BuildAsync(session, vm.ToWire(), changes, cancellationToken), cancellationToken).ConfigureAwait(false);
        return await StartAsync(attempted, session => session.Client.ReconfigVMTaskAsync(vm.ToWire(), spec, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    public async Task<MoRef> StartCustomizeAsync(
        MoRef vm, GuestSettings guest, IReadOnlyDictionary<SecretReference, string> secrets, CancellationToken cancellationToken = default)
    {
        var attempted = $"customize the guest of {vm.Value}";
        var devices = await sessions.ReadAsync(attempted, session => VmDeviceReading.ReadAsync(session, vm.ToWire(), cancellationToken), cancellationToken).ConfigureAwait(false);
        var spec = GuestSpecs.Build(guest, devices.OfType<VirtualEthernetCard>().Count(), secrets);
        return await StartAsync(attempted, session => session.Client.CustomizeVMTaskAsync(vm.ToWire(), spec, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

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

    // What has to be read first is read before, where it can be repeated: of what is sent here, a lost answer leaves a doubt.
    private Task<MoRef> StartAsync(
        string attempted, Func<VSphereSession, Task<ManagedObjectReference>> start, CancellationToken cancellationToken) =>
        sessions.CallAsync(attempted, async session => (await start(session).ConfigureAwait(false)).ToMoRef(), cancellationToken);
}
