using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.VSphere.Inventory;

/// <summary>Between the port's references and the wire's.</summary>
internal static class Conversions
{
    public static MoRef ToMoRef(this ManagedObjectReference reference) =>
        reference is { Type.Length: > 0, Value.Length: > 0 } && !reference.Type.Contains(':', StringComparison.Ordinal)
            ? new MoRef(reference.Type, reference.Value)
            : throw new VimTransportException(VimTransportError.InvalidAnswer, "vCenter answered with an object reference that has no type or no value.", mayHaveBeenExecuted: true);

    public static ManagedObjectReference ToWire(this MoRef moRef) => new(moRef.Type, moRef.Value);
}
