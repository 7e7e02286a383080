using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.VSphere.Faults;
using VmSnapshot.Sdk.VSphere.Inventory;
using VmSnapshot.Sdk.VSphere.Sessions;
using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.VSphere.Tasks;

/// <summary>A task's state out of vim25's TaskInfo.</summary>
internal static class TaskInfoReading
{
    public const string Property = "info";

    /// <summary>Reads a task's state.</summary>
    /// <exception cref="VimFaultException">ManagedObjectNotFound: vCenter has forgotten it.</exception>
    public static async Task<VCenterTask> ReadAsync(VSphereSession session, ManagedObjectReference task, CancellationToken cancellationToken)
    {
        var read = await PropertyReader.ReadAsync(session, [task], [PropertyReader.Of("Task", [Property])], leadingTo: null, cancellationToken).ConfigureAwait(false);
        return read is [var found, ..] && found.Get<TaskInfo>(Property) is { } info
            ? Describe(task, info)
            : throw new VmSnapshotException(VmSnapshotErrorCodes.VCenterFault, $"vCenter says nothing of task {task.Value} to this account.");
    }

    public static VCenterTask Describe(ManagedObjectReference task, TaskInfo info)
    {
        var state = info.State.Value switch
        {
            "queued" => VCenterTaskState.Queued,
            "success" => VCenterTaskState.Success,
            "error" => VCenterTaskState.Error,
            _ => VCenterTaskState.Running,
        };
        return new VCenterTask
        {
            MoRef = task.ToMoRef(),
            DescriptionId = string.IsNullOrEmpty(info.DescriptionId) ? null : info.DescriptionId,
            State = state,
            PercentComplete = info.Progress,
            Result = (info.Result as ManagedObjectReference)?.ToMoRef(),
            Fault = state == VCenterTaskState.Error ? VimErrors.ToFault(info.Error) : null,
        };
    }
}
