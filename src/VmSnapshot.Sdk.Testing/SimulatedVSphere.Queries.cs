using System.Runtime.CompilerServices;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.Testing.Inventory;

namespace VmSnapshot.Sdk.Testing;

// The session and everything that only reads.
public sealed partial class SimulatedVSphere
{
    /// <inheritdoc/>
    public Task<VCenterInfo> ConnectAsync(CancellationToken cancellationToken = default) =>
        CallAsync(
            nameof(ConnectAsync),
            "log in",
            () => new VCenterInfo
            {
                FullName = "Simulated vCenter 8.0.2 (in memory)",
                ApiVersion = "8.0.2.0",
                InstanceUuid = VCenterUuid,
                UserName = _options.UserName,
                ServerIdentity = "none to check: it lives in this process",
            },
            cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<VmSummary> ListVmsAsync(
        string? nameContains, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var all = await CallAsync(
            nameof(ListVmsAsync),
            "list VMs",
            () => _inventory.Vms.Values
                .Where(vm => !vm.Description.IsTemplate)
                .Where(vm => nameContains is null || vm.Description.Name.Contains(nameContains, StringComparison.OrdinalIgnoreCase))
                .Select(vm => Summarize(vm.Description)).ToList(),
            cancellationToken).ConfigureAwait(false);
        foreach (var vm in all)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return vm;
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<VmSummary>> FindVmsAsync(VmReference vm, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(vm);
        return CallAsync<IReadOnlyList<VmSummary>>(
            nameof(FindVmsAsync),
            $"find VM '{vm.Value}'",
            () => [.. _inventory.Vms.Values.Select(v => v.Description).Where(v => IsMeant(v, vm)).Select(Summarize)],
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<VmDescription?> ReadVmAsync(MoRef vm, CancellationToken cancellationToken = default) =>
        CallAsync(
            nameof(ReadVmAsync),
            $"read VM {vm.Value}",
            () => _inventory.Vms.TryGetValue(vm, out var found) ? found.Description : null,
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<InventoryObject>> FindAsync(
        InventoryKind kind, string nameOrPath, MoRef datacenter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(nameOrPath);
        return CallAsync<IReadOnlyList<InventoryObject>>(
            nameof(FindAsync),
            $"find '{nameOrPath}'",
            () => datacenter == _inventory.Datacenter
                ? [.. _inventory.Find(kind, nameOrPath)]
                : throw SimulatedFault.ManagedObjectNotFound(datacenter),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<InventoryObject>> ReadObjectsAsync(
        IReadOnlyCollection<MoRef> objects, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(objects);
        return CallAsync<IReadOnlyList<InventoryObject>>(
            nameof(ReadObjectsAsync),
            "read objects of the inventory",
            () => [.. objects.Select(_inventory.TryRead).OfType<InventoryObject>()],
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<MoRef?> FindVmInFolderAsync(MoRef folder, string name, CancellationToken cancellationToken = default) =>
        CallAsync(
            nameof(FindVmInFolderAsync),
            $"look for '{name}' in folder {folder.Value}",
            () => _inventory.FindChild(_inventory.Get(InventoryKind.Folder, folder).MoRef, name),
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>?> FindMissingPrivilegesAsync(
        IReadOnlyCollection<string> privileges, CancellationToken cancellationToken = default) =>
        CallAsync<IReadOnlyList<string>?>(nameof(FindMissingPrivilegesAsync), "check privileges", () => [], cancellationToken);

    private static bool IsMeant(VmDescription vm, VmReference reference)
    {
        return reference.Kind switch
        {
            VmReferenceKind.Name => Name(),
            VmReferenceKind.Path => Path(),
            VmReferenceKind.MoRef => Value(),
            VmReferenceKind.InstanceUuid => Uuid(),
            _ => Name() || Path() || Value() || Uuid(),
        };

        bool Name() => vm.Name == reference.Value;
        bool Path() => InventoryPath.Matches(vm.Path, reference.Value);
        bool Value() => vm.MoRef.Value == reference.Value;
        bool Uuid() => string.Equals(vm.InstanceUuid, reference.Value, StringComparison.OrdinalIgnoreCase);
    }

    private static VmSummary Summarize(VmDescription vm) => new()
    {
        Name = vm.Name,
        Path = vm.Path,
        MoRef = vm.MoRef,
        InstanceUuid = vm.InstanceUuid,
        PowerState = vm.PowerState,
        Cpus = vm.Cpus,
        MemoryMiB = vm.MemoryMiB,
        IsTemplate = vm.IsTemplate,
    };
}
