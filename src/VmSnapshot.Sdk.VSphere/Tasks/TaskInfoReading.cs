using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.VSphere.Faults;
using VmSnapshot.Sdk.VSphere.Inventory;
using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.VSphere.Tasks;

/// <summary>A task's state out of vim25's TaskInfo.</summary>
internal static class TaskInfoReading
{
    public const string Property = "info";

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
