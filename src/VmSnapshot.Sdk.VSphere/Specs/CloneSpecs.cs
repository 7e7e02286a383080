using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.VSphere.Inventory;
using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.VSphere.Specs;

/// <summary>Builds what CloneVM_Task is told.</summary>
internal static class CloneSpecs
{
    private const string LinkedDisks = "createNewChildDiskBacking";

    // Whole copies without parents, whatever chain the source's disks stand on: only such disks can be grown.
    private const string WholeDisks = "moveAllDiskBackingsAndConsolidate";

    public static VirtualMachineCloneSpec Build(CloneVm clone, ManagedObjectReference? host) => new()
    {
        Location = new VirtualMachineRelocateSpec
        {
            Datastore = clone.Datastore?.ToWire(),
            DiskMoveType = clone.Linked ? LinkedDisks : WholeDisks,
            Pool = clone.ResourcePool.ToWire(),
            Host = host,
        },
        Template = false,
        Config = new VirtualMachineConfigSpec
        {
            InstanceUuid = clone.InstanceUuid.ToString("d"),
            ExtraConfig = [MarkerOptions.Of(clone.Marker)],
        },
        PowerOn = false,
        Snapshot = clone.NativeSnapshot?.ToWire(),
    };
}
