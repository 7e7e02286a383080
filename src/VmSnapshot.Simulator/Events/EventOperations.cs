using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Events;

/// <summary>Reading and posting events (API reference, EventManager and EventHistoryCollector).</summary>
internal static class EventOperations
{
    internal static void Register(VCenter vCenter)
    {
        vCenter.World.Find(vCenter.Content.EventManager)!.Set("maxCollector", HistoryCollectors.MaxPerSession);
        HistoryCollectors.Register(vCenter);
        vCenter.Operations.On<QueryEventsRequestType>((call, request) => Query(vCenter, call, request.Filter));
        vCenter.Operations.On<CreateCollectorForEventsRequestType>((call, request) => HistoryCollectors.Create(
            call,
            vCenter.Events.History,
            "EventHistoryCollector",
            request.Filter ?? throw SimulatedFault.InvalidArgument("filter"),
            EventQueries.Of(vCenter, call, request.Filter),
            HistoryCollector.CheckedPageSize(request.Filter.MaxCount)));
        vCenter.Operations.On<ReadNextEventsRequestType>((_, request)
            => vCenter.World.Require<HistoryCollector<Event>>(request.This).ReadNext(request.MaxCount));
        vCenter.Operations.On<PostEventRequestType>((call, request) => Post(vCenter, call, request));
    }

    // No more than a page, the largest that there is when the filter names none; its items in the order of their time, as in a collector.
    private static IReadOnlyList<DynamicData> Query(VCenter vCenter, SimulatedCall call, EventFilterSpec? filter)
    {
        HistoryQuery<Event> query = EventQueries.Of(vCenter, call, filter);
        int most = filter!.MaxCount is null or 0 ? HistoryCollector.MaxPageSize : HistoryCollector.CheckedPageSize(filter.MaxCount);
        return query.Show(vCenter.Events.History.Backwards(query.About).Where(query.Finds).Take(most).Reverse().Select(entry => entry.Item));
    }

    private static void Post(VCenter vCenter, SimulatedCall call, PostEventRequestType request)
    {
        Event posted = request.EventToPost ?? throw SimulatedFault.InvalidArgument("eventToPost");
        if (posted is EventEx extended && ((extended.Severity is { } severity && !EventCategories.All.Contains(severity)) || string.IsNullOrEmpty(extended.EventTypeId)))
        {
            throw SimulatedFault.InvalidArgument("eventToPost");
        }

        foreach (ManagedObjectReference named in EventArguments.ReferencesOf(posted))
        {
            if (VimManagedTypes.IsKindOf(named.Type, "ManagedEntity") && vCenter.World.Find(named) is not ManagedEntity)
            {
                throw SimulatedFault.InvalidArgument("eventToPost");
            }
        }

        posted.ChainId = request.TaskInfo?.EventChainId ?? 0;
        posted.UserName = call.User.UserName;
        vCenter.Events.Post(call, null, posted);
    }
}
