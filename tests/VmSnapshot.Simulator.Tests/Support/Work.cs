using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Tasks;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Support;

/// <summary>Tasks that do what a test says.</summary>
internal static class Work
{
    /// <summary>Starts a task as an operation of the last session that was opened would.</summary>
    internal static SimulatedTask Start(VCenterSimulator simulator, ManagedEntity entity, TaskWork work)
    {
        VCenter vCenter = simulator.VCenter;
        lock (vCenter.World.Gate)
        {
            return (SimulatedTask)vCenter.World.Find(vCenter.Tasks.Start(Call(simulator, entity), entity, "VirtualMachine.powerOn", work))!; // null when no task is kept
        }
    }

    /// <summary>A call of the last session that was opened.</summary>
    internal static SimulatedCall Call(VCenterSimulator simulator, ManagedEntity entity) => new()
    {
        Request = new PowerOnVMRequestType { This = entity.Reference },
        Connection = new ClientConnection(),
        ApiVersion = VimVersions.Newest,
        Session = simulator.VCenter.Sessions.Open.LastOrDefault(),
    };

    /// <summary>Starts a task that does nothing for a while.</summary>
    internal static SimulatedTask Start(VCenterSimulator simulator, ManagedEntity entity, TimeSpan duration = default, bool isCancelable = false)
        => Start(simulator, entity, new TaskWork { Duration = duration, IsCancelable = isCancelable, Finish = () => null });
}
