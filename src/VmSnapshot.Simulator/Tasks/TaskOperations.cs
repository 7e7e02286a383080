using VmSnapshot.Simulator.Events;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tasks;

/// <summary>Cancelling tasks and reading their history (API reference, Task, TaskManager and TaskHistoryCollector).</summary>
internal static class TaskOperations
{
    internal static void Register(VCenter vCenter)
    {
        vCenter.World.Find(vCenter.Content.TaskManager)!.Set("maxCollector", HistoryCollectors.MaxPerSession);
        vCenter.Operations.On<CancelTaskRequestType>((_, request) =>
        {
            var task = vCenter.World.Require<SimulatedTask>(request.This);
            if (task.HasEnded)
            {
                throw SimulatedFault.InvalidState("The task has ended already.");
            }

            if (!task.Info.Cancelable)
            {
                throw SimulatedFault.NotSupported("The task can't be cancelled.");
            }

            vCenter.Tasks.Cancel(task);
        });
        vCenter.Operations.On<CreateCollectorForTasksRequestType>((call, request) => HistoryCollectors.Create(
            call,
            vCenter.Tasks.History,
            "TaskHistoryCollector",
            request.Filter ?? throw SimulatedFault.InvalidArgument("filter"),
            TaskQueries.Of(vCenter, call, request.Filter),
            HistoryCollector.DefaultPageSize));
        vCenter.Operations.On<ReadNextTasksRequestType>((_, request)
            => vCenter.World.Require<HistoryCollector<SimulatedTask>>(request.This).ReadNext(request.MaxCount));
    }
}
