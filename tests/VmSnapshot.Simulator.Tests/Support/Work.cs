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
            SimulatedSession? session = vCenter.Sessions.Open.LastOrDefault();
            var call = new SimulatedCall
            {
                Request = new PowerOnVMRequestType { This = entity.Reference },
                Connection = new ClientConnection(),
                ApiVersion = VimVersions.Newest,
                Session = session,
            };
            return (SimulatedTask)vCenter.World.Find(vCenter.Tasks.Start(call, entity, "VirtualMachine.powerOn", work))!;
        }
    }

    /// <summary>Starts a task that does nothing for a while.</summary>
    internal static SimulatedTask Start(VCenterSimulator simulator, ManagedEntity entity, TimeSpan duration = default, bool isCancelable = false)
        => Start(simulator, entity, new TaskWork { Duration = duration, IsCancelable = isCancelable, Finish = () => null });
}
