using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.VSphere.Inventory;

/// <summary>Between the port's references and the wire's.</summary>
internal static class Conversions
{
    public static MoRef ToMoRef(this ManagedObjectReference reference) => new(reference.Type, reference.Value);

    public static ManagedObjectReference ToWire(this MoRef moRef) => new(moRef.Type, moRef.Value);
}
