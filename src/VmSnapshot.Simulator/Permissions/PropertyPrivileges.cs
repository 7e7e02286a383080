using VmSnapshot.Simulator.Objects;

namespace VmSnapshot.Simulator.Permissions;

/// <summary>
/// What it takes to read a property: System.View for what places an entity in the tree, System.Read for all else of it,
/// and a privilege of its own for a few of the service's, as the vSphere Web Services API reference has it.
/// </summary>
internal static class PropertyPrivileges
{
    internal static string Of(ManagedObject obj, string property) => (obj.Reference.Type, property) switch
    {
        ("SessionManager", "sessionList") => "Sessions.TerminateSession",
        ("CustomizationSpecManager", "info" or "encryptionKey") => "VirtualMachine.Provisioning.ReadCustSpecs",
        (_, "name" or "parent" or "effectiveRole") when obj is ManagedEntity => "System.View",
        _ when obj is ManagedEntity or VirtualMachineSnapshot or Tasks.SimulatedTask => "System.Read",
        _ => "System.View",
    };
}
