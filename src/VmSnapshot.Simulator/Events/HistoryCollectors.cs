using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.PropertyCollection;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Events;

/// <summary>Making and using the collectors of sessions, of events and of tasks alike.</summary>
internal static class HistoryCollectors
{
    /// <summary>How many of each kind a client can have at a time: vCenter's default.</summary>
    internal const int MaxPerSession = 32;

    internal static void Register(VCenter vCenter)
    {
        vCenter.Operations.On<SetCollectorPageSizeRequestType>((_, request)
            => vCenter.World.Require<HistoryCollector>(request.This).SetPageSize(HistoryCollector.CheckedPageSize(request.MaxCount)));
        vCenter.Operations.On<DestroyCollectorRequestType>((_, request) => vCenter.World.Require<HistoryCollector>(request.This).Destroy());
    }

    /// <summary>Makes a collector for the session of the call.</summary>
    /// <exception cref="VimFaultException">InvalidState: the session has the most that it can have.</exception>
    internal static ManagedObjectReference Create<T>(SimulatedCall call, HistoryLog<T> log, string typeName, DynamicData filter, HistoryQuery<T> query, int pageSize)
        where T : class
    {
        SimulatedSession session = call.User;
        if (session.Collectors.Count(existing => !existing.IsDeleted && existing is HistoryCollector<T>) >= MaxPerSession)
        {
            throw SimulatedFault.InvalidState("There are too many collectors.");
        }

        ManagedObjectReference reference = SessionReference.New(session, typeName);
        HistoryCollector<T> collector = log.World.Add(new HistoryCollector<T>(log, reference, query, pageSize) { OwnerSession = session });
        collector.Set("filter", filter);
        session.Collectors.RemoveAll(existing => existing.IsDeleted);
        session.Collectors.Add(collector);
        return reference;
    }
}
