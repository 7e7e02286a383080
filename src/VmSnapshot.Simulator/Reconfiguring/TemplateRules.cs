using System.Reflection;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Reconfiguring;

/// <summary>
/// A template's name and annotation can be changed, nothing else: with anything more in the specification, be it an empty
/// object, vCenter answers NotSupported (govmomi #1430 and #1431).
/// </summary>
internal static class TemplateRules
{
    private static readonly PropertyInfo[] RefusedMembers =
    [
        .. typeof(VirtualMachineConfigSpec).GetProperties().Where(member =>
            member.Name is not (nameof(VirtualMachineConfigSpec.Name) or nameof(VirtualMachineConfigSpec.Annotation) or nameof(VirtualMachineConfigSpec.ChangeVersion))
            && member.DeclaringType == typeof(VirtualMachineConfigSpec)),
    ];

    internal static void Check(VirtualMachineConfigSpec spec)
    {
        if (RefusedMembers.Any(member => member.GetValue(spec) is not null))
        {
            throw SimulatedFault.NotSupported("The operation is not supported on the object.");
        }
    }
}
