namespace VmSnapshot.Sdk;

/// <summary>The vSphere privileges that the six steps need.</summary>
internal static class RequiredPrivileges
{
    /// <summary>Privilege ids, in the order of the steps that first need them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "System.View", "System.Read",
        "VirtualMachine.Provisioning.Clone", "VirtualMachine.Inventory.CreateFromExisting", "Resource.AssignVMToPool", "Datastore.AllocateSpace",
        "VirtualMachine.Provisioning.MarkAsTemplate", "VirtualMachine.State.CreateSnapshot", "VirtualMachine.State.RemoveSnapshot",
        "VirtualMachine.Config.AdvancedConfig", "VirtualMachine.Config.Settings",
        "VirtualMachine.Provisioning.DeployTemplate", "Network.Assign",
        "VirtualMachine.Config.CPUCount", "VirtualMachine.Config.Memory", "VirtualMachine.Config.AddNewDisk", "VirtualMachine.Config.EditDevice",
        "VirtualMachine.Config.DiskExtend", "VirtualMachine.Provisioning.Customize",
        "VirtualMachine.Interact.PowerOn", "VirtualMachine.Interact.PowerOff", "VirtualMachine.Inventory.Delete",
    ];
}
