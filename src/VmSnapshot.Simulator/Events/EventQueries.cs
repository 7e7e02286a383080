using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Permissions;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Events;

/// <summary>
/// Which events an <see cref="EventFilterSpec"/> lets through. As its reference says, a type is matched by its own name:
/// whoever waits for <c>CustomizationFailed</c> doesn't get <c>CustomizationSysprepFailed</c> and has to name it as well
/// (govmomi's simulator also matches bases). An <c>EventEx</c> or <c>ExtendedEvent</c> is matched by its
/// <c>eventTypeId</c>. Contrary to the reference, but like every vCenter that scripts read messages from, the text is
/// left out only when <c>disableFullMessage</c> is set to true.
/// </summary>
internal static class EventQueries
{
    /// <summary>Makes a query of a filter.</summary>
    /// <exception cref="VimFaultException">InvalidArgument.</exception>
    internal static HistoryQuery<Event> Of(VCenter vCenter, SimulatedCall call, EventFilterSpec? filter)
    {
        if (filter is null)
        {
            throw SimulatedFault.InvalidArgument("filter");
        }

        Check(vCenter.World, filter);
        EntityScope? scope = filter.Entity is { Entity: { } entity } by ? EntityScope.Of(vCenter.World, entity, by.Recursion.ToString()) : null;
        var types = (filter.Type ?? []).Concat(filter.EventTypeId ?? []).ToHashSet(StringComparer.Ordinal);
        SimulatedUser user = call.User.User;
        return new HistoryQuery<Event>(
            scope?.Only,
            entry => (types.Count == 0 || types.Contains(TypeOf(entry.Item)))
                && (scope is null || scope.Covers(entry))
                && (filter.EventChainId is not { } chain || entry.Item.ChainId == chain)
                && Between(entry.Item.CreatedTime, filter.Time?.BeginTime, filter.Time?.EndTime)
                && (filter.UserName is not { } by || IsBy(entry.Item.UserName, by.SystemUser, by.UserList))
                && (filter.Category is not { Count: > 0 } categories || categories.Contains(EventCategories.Of(entry.Item)))
                && (filter.Tag is not { Count: > 0 } tags || tags.Contains(entry.Item.ChangeTag ?? ""))
                && filter.Alarm is null && filter.ScheduledTask is null,
            entry => EntityScope.IsVisible(vCenter, user, entry),
            events => filter.DisableFullMessage == true ? events.Select(WithoutMessage).ToList() : events.ToList());
    }

    /// <summary>Whether a time, which may not have come yet, lies between two that may be left open, both included.</summary>
    internal static bool Between(DateTimeOffset? time, DateTimeOffset? begin, DateTimeOffset? end)
        => (begin is null && end is null) || (time is { } at && !(at < begin) && !(at > end));

    /// <summary>Whether something was done by one of the users asked for, all when none is named, or by the system when that is asked for.</summary>
    internal static bool IsBy(string? userName, bool systemUser, IReadOnlyList<string>? users)
        => string.IsNullOrEmpty(userName) ? systemUser : users is not { Count: > 0 } || users.Contains(userName, StringComparer.OrdinalIgnoreCase);

    private static string TypeOf(Event posted) => posted switch
    {
        EventEx extended => extended.EventTypeId ?? "",
        ExtendedEvent extended => extended.EventTypeId ?? "",
        _ => posted.WireTypeName,
    };

    private static Event WithoutMessage(Event posted)
    {
        var copy = (Event)posted.Copy();
        copy.FullFormattedMessage = null;
        return copy;
    }

    private static void Check(SimulatedWorld world, EventFilterSpec filter)
    {
        if (filter.Entity is { } by && world.Find(by.Entity) is not ManagedEntity)
        {
            throw SimulatedFault.InvalidArgument("filter.entity");
        }

        if (filter.Type is { Count: > 0 } types)
        {
            if (filter.EventTypeId is { Count: > 0 })
            {
                throw SimulatedFault.InvalidArgument("filter.eventTypeId");
            }

            if (types.Any(type => type != "Event" && !VimTypes.BaseNames(type).Contains("Event")))
            {
                throw SimulatedFault.InvalidArgument("filter.type");
            }
        }

        if (filter.Category?.Any(category => !EventCategories.All.Contains(category)) == true)
        {
            throw SimulatedFault.InvalidArgument("filter.category");
        }
    }
}
