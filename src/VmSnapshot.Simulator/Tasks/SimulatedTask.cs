using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tasks;

/// <summary>A vCenter task.</summary>
internal sealed class SimulatedTask(SimulatedWorld world, ManagedObjectReference reference, TaskWork work) : ManagedObject(world, reference)
{
    internal TaskWork Work => work;

    internal TaskInfo Info => Get<TaskInfo>("info")!;

    /// <summary>What happens to it next.</summary>
    internal IDisposable? Next { get; set; }

    internal bool HasEnded => Info.State == TaskInfoState.Success || Info.State == TaskInfoState.Error;

    internal void ChangeInfo(Action<TaskInfo> change) => Change("info", change);
}
