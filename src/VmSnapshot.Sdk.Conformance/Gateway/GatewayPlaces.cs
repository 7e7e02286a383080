using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.Conformance;

/// <summary>The <see cref="PreparedInventory"/> as the gateway finds it.</summary>
internal sealed record GatewayPlaces(
    VmDescription Vm, InventoryObject Folder, InventoryObject ResourcePool, InventoryObject Datastore, InventoryObject Network, InventoryObject OtherNetwork)
{
    internal static async Task<GatewayPlaces> FindAsync(IVSphereGateway gateway, PreparedInventory inventory)
    {
        VmSummary found = One(await gateway.FindVmsAsync(new VmReference(VmReferenceKind.Path, inventory.Vm)), "VM", inventory.Vm);
        VmDescription vm = await gateway.ReadVmAsync(found.MoRef) ?? throw new InvalidOperationException($"The VM '{inventory.Vm}' is found and can't be read.");
        return new GatewayPlaces(
            vm,
            await FindAsync(InventoryKind.Folder, inventory.Folder),
            await FindAsync(InventoryKind.ResourcePool, inventory.ResourcePool),
            await FindAsync(InventoryKind.Datastore, inventory.Datastore),
            await FindAsync(InventoryKind.Network, inventory.Network),
            await FindAsync(InventoryKind.Network, inventory.OtherNetwork));

        async Task<InventoryObject> FindAsync(InventoryKind kind, string name) =>
            One(await gateway.FindAsync(kind, name, vm.Datacenter), kind.ToString(), name);
    }

    private static T One<T>(IReadOnlyList<T> found, string what, string name) => found.Count == 1
        ? found[0]
        : throw new InvalidOperationException($"The prepared inventory says that there is one {what} '{name}'; the gateway finds {found.Count}.");
}
