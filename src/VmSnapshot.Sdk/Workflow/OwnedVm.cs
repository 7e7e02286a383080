using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.Workflow;

/// <summary>A VM or template that a step makes: where it goes, and how to know it as ours.</summary>
/// <param name="Folder">Where it goes.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Marker">The mark and the instance UUID that it is made with.</param>
/// <param name="Source">What it is cloned from.</param>
internal sealed record OwnedVm(InventoryObject Folder, string Name, OwnershipMarker Marker, MoRef Source)
{
    /// <summary>vim25 TaskInfo.descriptionId of CloneVM_Task.</summary>
    public const string CloneTask = "VirtualMachine.clone";

    public static OwnedVm Of(VmInfo info) => new(info.Folder, info.TemplateName, info.Marker, info.Machine.MoRef);

    public static OwnedVm Of(VmPlan plan) => new(plan.Folder, plan.Name, plan.Marker, plan.Template);

    /// <summary>
    /// Whether a VM is this one: its mark names the item, and the instance UUID in the mark is its own. A copy that somebody made by hand has
    /// the mark but not the UUID; so has one whose UUID vCenter changed because it was taken, which only name and folder can tell.
    /// </summary>
    public bool Is(VmDescription vm, bool isAtPlace) =>
        vm.Marker is { } mark && mark.IsOfSameItem(Marker) && (isAtPlace || mark.Marks(vm));
}
