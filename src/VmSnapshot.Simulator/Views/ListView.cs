using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Objects;

namespace VmSnapshot.Simulator.Views;

/// <summary>A view of the objects that its client puts into it.</summary>
internal sealed class ListView(SimulatedWorld world, SimulatedSession session) : ManagedObjectView(world, session, "ListView")
{
    internal ReferenceList Objects => List("view");
}
