using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.PropertyCollection;

/// <summary>Reads properties for a caller, who may not see all of them.</summary>
internal sealed class PropertyReader
{
    private readonly Dictionary<(string Type, string Property), Func<SimulatedCall, ManagedObject, object?>> _provided = [];

    /// <summary>Whether the caller, who has a session, has a privilege on an object. Default: always.</summary>
    internal Func<SimulatedCall, ManagedObject, string, bool> Allows { get; set; } = static (_, _, _) => true;

    /// <summary>The entity that a refusal names: in vCenter's answers, the root folder for what is no entity. Default: the object.</summary>
    internal Func<ManagedObject, ManagedObjectReference> CheckedOn { get; set; } = static target => target.Reference;

    /// <summary>Makes a property of all objects of a type that is made when it is read, such as one that each session has its own of.</summary>
    internal void Provide(string type, string property, Func<SimulatedCall, ManagedObject, object?> read) => _provided.Add((type, property), read);

    /// <summary>
    /// Whether the caller learns at all that the object is there: what belongs to another session doesn't exist, and what
    /// the user has no System.View on is left out (vSphere Web Services API reference, RetrievePropertiesEx).
    /// </summary>
    internal bool IsVisible(SimulatedCall call, ManagedObject target)
        => call.Session is not null && IsThere(call, target) && Allows(call, target, ReadPrivileges.View);

    /// <summary>Whether the object is there as far as the caller's session goes.</summary>
    internal static bool IsThere(SimulatedCall call, ManagedObject target) => !target.IsDeleted && (target.OwnerSession is null || target.OwnerSession == call.Session);

    /// <summary>The object behind a reference, or null when it isn't there for the caller.</summary>
    internal static ManagedObject? Find(SimulatedCall call, SimulatedWorld world, ManagedObjectReference? reference)
        => world.Find(reference) is { } found && IsThere(call, found) ? found : null;

    /// <summary>The value as the object has it, whoever asks.</summary>
    internal object? ReadRaw(SimulatedCall call, ManagedObject target, string property)
        => _provided.Count > 0 && _provided.TryGetValue((target.Reference.Type, property), out Func<SimulatedCall, ManagedObject, object?>? read)
            ? read(call, target)
            : target.Read(property);

    internal PropertyValue Read(SimulatedCall call, ManagedObject target, ReadPath path)
    {
        if (Refusal(call, target, path.Privilege) is { } refusal)
        {
            return new PropertyValue(null, Fault: refusal);
        }

        object? value = path.Path.Follow(ReadRaw(call, target, path.Path.Property), out bool isContainerUnset);
        return value is null && path.Declaration.IsListProperty
            ? new PropertyValue(WireValues.Empty(path.Declaration.ItemType!))
            : new PropertyValue(value, isContainerUnset);
    }

    /// <summary>
    /// Why the caller may not read what needs a privilege, or null. Without a session it is NotAuthenticated, in the missing
    /// set of an answer that otherwise succeeds (govmomi simulator, property_collector.go).
    /// </summary>
    internal LocalizedMethodFault? Refusal(SimulatedCall call, ManagedObject target, string privilege)
    {
        if (privilege == ReadPrivileges.Anonymous)
        {
            return null;
        }

        VimFaultException? refusal = call.Session is null
            ? SimulatedFault.NotAuthenticated(CheckedOn(target), privilege)
            : Allows(call, target, privilege) ? null : SimulatedFault.NoPermission(CheckedOn(target), privilege);
        return refusal is null ? null : new LocalizedMethodFault { Fault = refusal.Fault, LocalizedMessage = refusal.Message };
    }
}
