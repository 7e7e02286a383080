namespace VmSnapshot.Simulator.Inventory;

/// <summary>Makes the objects that a description asks for.</summary>
internal sealed class InventoryLoader(VCenter vCenter)
{
    /// <exception cref="InvalidDataException">The description names something that isn't in it.</exception>
    internal void Load(InventoryDescription inventory)
    {
        new ServiceLoader(vCenter).Load(inventory);
        foreach (DatacenterDescription datacenter in inventory.Datacenters)
        {
            new DatacenterLoader(vCenter, datacenter).Load();
        }
    }
}
