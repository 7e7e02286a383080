using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.PropertyCollection;

namespace VmSnapshot.Simulator.Views;

/// <summary>A view: it belongs to the session that made it.</summary>
internal abstract class ManagedObjectView : ManagedObject
{
    protected ManagedObjectView(SimulatedWorld world, SimulatedSession session, string type)
        : base(world, SessionReference.New(session, type))
        => OwnerSession = session;
}
