using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Events;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Permissions;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tasks;

/// <summary>Which tasks a <see cref="TaskFilterSpec"/> lets through, by its API reference.</summary>
internal static class TaskQueries
{
    /// <summary>Makes a query of a filter.</summary>
    /// <exception cref="VimFaultException">InvalidArgument.</exception>
    internal static HistoryQuery<SimulatedTask> Of(VCenter vCenter, SimulatedCall call, TaskFilterSpec? filter)
    {
        if (filter is null)
        {
            throw SimulatedFault.InvalidArgument("filter");
        }

        EntityScope? scope = filter.Entity is { } by
            ? EntityScope.Of(vCenter.World, by.Entity ?? throw SimulatedFault.InvalidArgument("filter.entity"), by.Recursion.ToString())
            : null;
        if (filter.Time is { } time && TimeOf(new TaskInfo(), time.TimeType) is (false, _))
        {
            throw SimulatedFault.InvalidArgument("filter.time.timeType");
        }

        SimulatedUser user = call.User.User;
        return new HistoryQuery<SimulatedTask>(
            scope?.Only,
            entry => (scope is null || scope.Covers(entry)) && Matches(filter, entry.Item.Info),
            entry => EntityScope.IsVisible(vCenter, user, entry),
            tasks => tasks.Select(task => task.Info).ToList());
    }

    private static bool Matches(TaskFilterSpec filter, TaskInfo info)
        => (filter.State is not { Count: > 0 } states || states.Contains(info.State))
            && (filter.Time is not { } time || EventQueries.Between(TimeOf(info, time.TimeType).Time, time.BeginTime, time.EndTime))
            && (filter.UserName is not { } by || EventQueries.IsBy((info.Reason as TaskReasonUser)?.UserName, by.SystemUser, by.UserList))
            && (filter.EventChainId is not { Count: > 0 } chains || chains.Contains(info.EventChainId))
            && Named(filter.ActivationId, info.ActivationId)
            && Named(filter.ParentTaskKey, info.ParentTaskKey)
            && Named(filter.RootTaskKey, info.RootTaskKey)
            && (filter.Tag is not { Count: > 0 } tags || tags.Contains(info.ChangeTag ?? ""))
            && filter.Alarm is null && filter.ScheduledTask is null;

    private static bool Named(IReadOnlyList<string>? wanted, string? actual) => wanted is not { Count: > 0 } || (actual is not null && wanted.Contains(actual));

    private static (bool IsKnown, DateTimeOffset? Time) TimeOf(TaskInfo info, TaskFilterSpecTimeOption option) => option.ToString() switch
    {
        "queuedTime" => (true, info.QueueTime),
        "startedTime" => (true, info.StartTime),
        "completedTime" => (true, info.CompleteTime),
        _ => (false, null),
    };
}
