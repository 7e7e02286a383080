namespace VmSnapshot.IntegrationTests.Behaviour;

public static partial class Differences
{
    private static IReadOnlyList<Difference> Tasks =>
    [
        new(nameof(BehaviourSuite.A_task_that_ended_can_be_read), "success; VirtualMachine.powerOn; names the reference; times are in order; no error",
            "entityName is the entity's name",
            "entityName is the reference's value",
            "vCenter: API reference, TaskInfo (entityName)"),
        new(nameof(BehaviourSuite.A_clone_task_is_called_as_vCenter_calls_it), "VirtualMachine.cloneVm; CloneVm",
            "A clone's task has the descriptionId VirtualMachine.clone and the name CloneVM_Task",
            "Calls it VirtualMachine.cloneVm and CloneVm",
            "vCenter: its task descriptions (TaskManager.description) have the key VirtualMachine.clone"),
        new(nameof(BehaviourSuite.A_task_says_who_asked_for_it), "TaskReasonUser vcsim",
            "reason names the user who called",
            "The user is always vcsim",
            "vCenter: API reference, TaskReasonUser"),
        new(nameof(BehaviourSuite.An_entity_lists_its_recent_tasks), "not listed",
            "recentTask of an entity lists its tasks",
            "The list stays empty",
            "vCenter: API reference, ManagedEntity (recentTask)"),
        new(nameof(BehaviourSuite.A_task_that_ended_cannot_be_cancelled), Missing,
            "CancelTask on a task that ended is InvalidState",
            "Has no CancelTask",
            "vCenter: API reference, CancelTask"),
        new(nameof(BehaviourSuite.The_history_of_an_entity_has_its_tasks), Missing,
            "CreateCollectorForTasks reads the history of an entity's tasks",
            "Has no CreateCollectorForTasks",
            "vCenter: API reference, TaskManager. After ten minutes the history is where a lost task is found"),
    ];
}
