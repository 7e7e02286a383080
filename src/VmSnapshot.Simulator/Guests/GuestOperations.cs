using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Guests;

/// <summary>Customizing guests.</summary>
internal static class GuestOperations
{
    internal static void Register(VCenter vCenter)
    {
        SimulatedWorld world = vCenter.World;
        vCenter.Operations.On<CustomizeVMRequestType>((call, request) => GuestCustomization.Start(call, vCenter, world.Require<VirtualMachine>(request.This), request.Spec));
        vCenter.Operations.On<CheckCustomizationSpecRequestType>((_, request) => CustomizationRules.Check(world.Require<VirtualMachine>(request.This), request.Spec));
    }
}
