using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.Testing.Inventory;

namespace VmSnapshot.Sdk.Testing;

// What is done to a VM that is there: power, guest settings, native snapshots.
public sealed partial class SimulatedVSphere
{
    /// <inheritdoc/>
    public Task<MoRef> StartPowerOnAsync(MoRef vm, CancellationToken cancellationToken = default) =>
        CallAsync(nameof(StartPowerOnAsync), $"power on VM {vm.Value}", injected => StartPower(vm, VmPowerState.PoweredOff, VmPowerState.PoweredOn, injected), cancellationToken);

    /// <inheritdoc/>
    public Task<MoRef> StartPowerOffAsync(MoRef vm, CancellationToken cancellationToken = default) =>
        CallAsync(nameof(StartPowerOffAsync), $"power off VM {vm.Value}", injected => StartPower(vm, VmPowerState.PoweredOn, VmPowerState.PoweredOff, injected), cancellationToken);

    /// <inheritdoc/>
    public Task<MoRef> StartCustomizeAsync(
        MoRef vm, GuestSettings guest, IReadOnlyDictionary<SecretReference, string> secrets, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(guest);
        ArgumentNullException.ThrowIfNull(secrets);
        var copy = new Dictionary<SecretReference, string>(secrets);
        return CallAsync(
            nameof(StartCustomizeAsync),
            $"set the guest settings of VM {vm.Value}",
            injected => StartOn(
                vm,
                injected,
                found => EnsureCustomizable(found, guest, copy),
                found =>
                {
                    EnsureCustomizable(found, guest, copy);
                    found.Guest = new SimulatedGuest(guest, copy, IsPending: true);
                    return null;
                }),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<MoRef> StartCreateNativeSnapshotAsync(
        MoRef vm, CreateNativeSnapshot snapshot, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return CallAsync(
            nameof(StartCreateNativeSnapshotAsync),
            $"take a native snapshot of VM {vm.Value}",
            injected => StartOn(
                vm,
                injected,
                EnsureSnapshotable,
                found =>
                {
                    EnsureSnapshotable(found);
                    var taken = _inventory.NewMoRef(NativeSnapshotTree.Type, "snapshot");
                    NativeSnapshotTree.Add(found, taken);
                    if (snapshot.Quiesce && found.Description.PowerState == VmPowerState.PoweredOn)
                    {
                        found.QuiescedSnapshots.Add(taken);
                    }

                    return taken;
                }),
            cancellationToken);

        void EnsureSnapshotable(SimulatedVm found)
        {
            EnsureNoTemplate(found);
            if (snapshot.Quiesce && found.Description.PowerState == VmPowerState.PoweredOn && !found.HasTools)
            {
                throw SimulatedFault.FilesystemQuiesceFault();
            }
        }
    }

    /// <inheritdoc/>
    public Task<bool> IsQuiescedAsync(MoRef vm, MoRef nativeSnapshot, CancellationToken cancellationToken = default) =>
        CallAsync(
            nameof(IsQuiescedAsync),
            $"read the native snapshots of VM {vm.Value}",
            () => _inventory.FindNativeSnapshot(nativeSnapshot) is var (_, found) && found.QuiescedSnapshots.Contains(nativeSnapshot),
            cancellationToken);

    /// <inheritdoc/>
    public Task<MoRef> StartRemoveNativeSnapshotAsync(MoRef nativeSnapshot, CancellationToken cancellationToken = default) =>
        CallAsync(
            nameof(StartRemoveNativeSnapshotAsync),
            $"remove native snapshot {nativeSnapshot.Value}",
            injected =>
            {
                var (vm, _) = _inventory.FindNativeSnapshot(nativeSnapshot) ?? throw SimulatedFault.ManagedObjectNotFound(nativeSnapshot);
                return StartOn(
                    vm,
                    injected,
                    _ => { },
                    found =>
                    {
                        NativeSnapshotTree.Remove(found, nativeSnapshot);
                        return null;
                    });
            },
            cancellationToken);

    private MoRef StartPower(MoRef vm, VmPowerState from, VmPowerState to, VCenterFault? injected)
    {
        return StartOn(vm, injected, Check, found =>
        {
            Check(found);
            found.Description = found.Description with { PowerState = to };
            if (to == VmPowerState.PoweredOn && found.Guest is { IsPending: true } pending)
            {
                found.Guest = pending with { IsPending = false };
            }

            return null;
        });

        void Check(SimulatedVm found)
        {
            EnsureNoTemplate(found);
            EnsurePower(found, from);
        }
    }

    private static void EnsureCustomizable(SimulatedVm vm, GuestSettings guest, Dictionary<SecretReference, string> secrets)
    {
        EnsureNoTemplate(vm);
        EnsurePower(vm, VmPowerState.PoweredOff);
        if (vm.Guest is { IsPending: true })
        {
            throw SimulatedFault.CustomizationPending();
        }

        var description = vm.Description;
        if (guest is WindowsGuest != description.GuestId.StartsWith("win", StringComparison.OrdinalIgnoreCase))
        {
            throw SimulatedFault.UncustomizableGuest(description.GuestId);
        }

        if (guest.Adapters.Count > 0 && guest.Adapters.Count != description.Networks.Count)
        {
            throw SimulatedFault.NicSettingMismatch(guest.Adapters.Count, description.Networks.Count);
        }

        if (guest is WindowsGuest windows
            && new[] { windows.AdministratorPassword, windows.ProductKey, windows.Domain?.Password }.OfType<SecretReference>().Any(s => !secrets.ContainsKey(s)))
        {
            throw SimulatedFault.InvalidArgument("spec.identity");
        }
    }
}
