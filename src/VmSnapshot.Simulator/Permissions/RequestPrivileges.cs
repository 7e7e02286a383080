using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Permissions;

/// <summary>
/// The privileges that the schema calls dynamic: they depend on what the request asks for. Each follows the text on
/// required privileges at the operation in the vSphere Web Services API reference.
/// </summary>
internal static class RequestPrivileges
{
    internal static IEnumerable<(ManagedObjectReference? On, string Privilege)> Of(VCenter vCenter, ManagedObject target, VimRequestType request) => request switch
    {
        CloneVMRequestType { Spec: { } spec } clone when target is VirtualMachine vm => ClonePrivileges.Of(vCenter, vm, clone.Folder, spec),
        InstantCloneRequestType { Spec: { } spec } when target is VirtualMachine vm => ClonePrivileges.OfInstant(vm, spec),
        RelocateVMRequestType { Spec: { } spec } when target is VirtualMachine vm => ClonePrivileges.OfRelocation(vCenter, vm, spec),
        ReconfigVMRequestType { Spec: { } spec } when target is VirtualMachine vm => ReconfigurePrivileges.Of(vCenter, vm, vm.Reference, spec),
        RenameRequestType => [(target.Reference, RenameOf(target))],
        DestroyRequestType when target is ManagedEntity entity => OfDestruction(entity),
        MoveIntoFolderRequestType { List: { } list } => list.SelectMany(reference => OfMove(vCenter.World, target, reference)),
        CancelTaskRequestType => [(target.Reference, "Global.CancelTask")],
        ApplyStorageDrsRecommendationRequestType => [(target.Reference, "Resource.ApplyRecommendation")],
        _ => [],
    };

    private static string RenameOf(ManagedObject entity) => entity switch
    {
        VirtualMachine => "VirtualMachine.Config.Rename",
        Datacenter => "Datacenter.Rename",
        Datastore => "Datastore.Rename",
        StoragePod => "Folder.Rename",
        Folder => "Folder.Rename",
        ResourcePool => "Resource.RenamePool",
        ComputeResource => "Host.Inventory.RenameCluster",
        DistributedVirtualSwitch => "DVSwitch.Modify",
        Network { Reference.Type: "DistributedVirtualPortgroup" } => "DVPortgroup.Modify",
        _ => "Network.Config",
    };

    // The API reference asks for it on the entity and on its parent.
    private static (ManagedObjectReference? On, string Privilege)[] OfDestruction(ManagedEntity entity)
    {
        string privilege = entity switch
        {
            VirtualMachine => "VirtualMachine.Inventory.Delete",
            Datacenter => "Datacenter.Delete",
            Datastore => "Datastore.Delete",
            Folder => "Folder.Delete",
            ResourcePool => "Resource.DeletePool",
            ComputeResource => "Host.Inventory.DeleteCluster",
            HostSystem => "Host.Inventory.RemoveHostFromCluster",
            DistributedVirtualSwitch => "DVSwitch.Delete",
            Network { Reference.Type: "DistributedVirtualPortgroup" } => "DVPortgroup.Delete",
            _ => "Network.Delete",
        };
        return [(entity.Reference, privilege), (entity.ParentReference, privilege)];
    }

    private static (ManagedObjectReference? On, string Privilege)[] OfMove(SimulatedWorld world, ManagedObject target, ManagedObjectReference moved)
    {
        string privilege = world.Find(moved) switch
        {
            VirtualMachine => "VirtualMachine.Inventory.Move",
            Datacenter => "Datacenter.Move",
            Datastore => "Datastore.Move",
            HostSystem => "Host.Inventory.MoveHost",
            ComputeResource => "Host.Inventory.MoveCluster",
            DistributedVirtualSwitch => "DVSwitch.Move",
            Folder => "Folder.Move",
            _ => "Network.Move",
        };
        return [(moved, privilege), (target.Reference, privilege)];
    }
}
