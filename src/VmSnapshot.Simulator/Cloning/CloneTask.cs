using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Tasks;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Cloning;

/// <summary>
/// CloneVM_Task. Several clones of one source run at a time, as vCenter lets them; nothing else may be done to the source meanwhile.
/// A clone holds its name from the start: of two with one name, the second fails with DuplicateName.
/// </summary>
internal sealed class CloneTask(VCenter vCenter)
{
    internal void Register() => vCenter.Operations.On<CloneVMRequestType>((call, request) =>
    {
        VirtualMachine source = vCenter.World.Require<VirtualMachine>(request.This, "_this");
        Folder folder = vCenter.World.Require<Folder>(request.Folder, "folder");
        return Start(call, source, folder, request.Name, request.Spec, "VirtualMachine.clone", source, made => made.Reference);
    });

    /// <summary>Starts a clone.</summary>
    /// <param name="call">The call that asks for it.</param>
    /// <param name="source">What to clone.</param>
    /// <param name="folder">The clone's folder.</param>
    /// <param name="name">The clone's name.</param>
    /// <param name="spec">How to clone it.</param>
    /// <param name="descriptionId">The method as tasks name it.</param>
    /// <param name="entity">What the task is on.</param>
    /// <param name="resultOf">What the task returns.</param>
    internal ManagedObjectReference Start(
        SimulatedCall call, VirtualMachine source, Folder folder, string? name, VirtualMachineCloneSpec? spec,
        string descriptionId, ManagedEntity entity, Func<VirtualMachine, object> resultOf)
    {
        TaskRunner.RequireUnchanging(source);
        var events = new CloneEvents(vCenter.Events, source, folder, name ?? "", spec?.Template == true);
        TaskWork work = TaskWork.Prepare(() => Prepare(call, source, folder, name, spec, events, resultOf), events.Fail);
        return vCenter.Tasks.Start(call, entity, descriptionId, work);
    }

    private TaskWork Prepare(
        SimulatedCall call, VirtualMachine source, Folder folder, string? name, VirtualMachineCloneSpec? spec, CloneEvents events, Func<VirtualMachine, object> resultOf)
    {
        var plan = ClonePlan.Make(vCenter, source, folder, name, spec);
        return new TaskWork
        {
            Duration = vCenter.Options.CloneDuration,
            IsCancelable = true,
            Reads = [source],
            Begin = () => events.Begin(plan.Reference, plan.Target.Host),
            Finish = () =>
            {
                VirtualMachine made = plan.Finish(call, events);
                if (spec!.PowerOn && !spec.Template)
                {
                    PowerOn(call, made);
                }

                return resultOf(made);
            },
            Undo = plan.GiveUp,
            Failed = events.Fail,
        };
    }

    /// <summary>
    /// Powers a clone on with a task of its own, which the caller isn't told of. The clone has succeeded however that ends
    /// (machine-api-operator #1047).
    /// </summary>
    private void PowerOn(SimulatedCall call, VirtualMachine made)
    {
        try
        {
            _ = Power.PowerOn.Start(call, vCenter, made);
        }
        catch (VimFaultException)
        {
            // The power-on was refused before there was a task of it: nobody is told, as there was nobody who asked.
        }
    }
}
