using VmSnapshot.Simulator.Calls;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.PropertyCollection;

/// <summary>References to objects that belong to a session, in the form that vCenter gives them: the session's key in brackets, then the object's own.</summary>
internal static class SessionReference
{
    internal static ManagedObjectReference New(SimulatedSession session, string type)
        => new(type, $"session[{session.Key}]{Objects.StableUuid.Of(type, FormattableString.Invariant($"{session.Key}/{++session.ObjectsMade}"))}");
}
