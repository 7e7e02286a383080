using VmSnapshot.Simulator.Faults;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Calls;

/// <summary>The way of every call, through whichever door it came: session, target, permission, then the operation itself.</summary>
internal sealed class CallDispatcher(VCenter vCenter)
{
    private const string Anonymous = "System.Anonymous";

    /// <summary>Carries a request out and returns what it returned, which may share data objects with the world: copy before use.</summary>
    /// <exception cref="VimFaultException">The operation was refused, or the simulator made a mistake: SystemError.</exception>
    /// <exception cref="VimTransportException">There are too many sessions, or the simulator is gone.</exception>
    internal async Task<object?> InvokeAsync(SimulatedCall call)
    {
        SimulatedCall.Current = call; // in the flow of this call only
        vCenter.CallLog.Begin(call);
        try
        {
            CallEffects? effects = vCenter.Faults.For(call);
            object? result = await (effects is null ? ExecuteAsync(call) : DisturbAsync(call, effects)).ConfigureAwait(false);
            call.Record?.End(null);
            return result;
        }
        catch (VimFaultException fault)
        {
            call.Record?.End(fault.FaultName);
            throw;
        }
        catch (VimTransportException noAnswer)
        {
            call.Record?.End(noAnswer.Error.ToString());
            throw;
        }
#pragma warning disable CA1031 // What vCenter does about its own mistakes: the client learns of them, through whichever door, and the server goes on.
        catch (Exception mistake)
#pragma warning restore CA1031
        {
            VimFaultException fault = SimulatedFault.Of(new SystemError { Reason = mistake.ToString() }, $"A general system error occurred: {mistake.Message}");
            call.Record?.End(fault.FaultName);
            throw fault;
        }
    }

    private async Task<object?> ExecuteAsync(SimulatedCall call)
    {
        object? result;
        lock (vCenter.World.Gate)
        {
            if (vCenter.World.IsStopped)
            {
                throw new VimTransportException(VimTransportError.Unreachable, "The simulator has been disposed of.", mayHaveBeenExecuted: false);
            }

            call.Session = vCenter.Sessions.Find(call.Connection);
            if (call.Record is { } record)
            {
                record.UserName = call.Session?.UserName;
            }

            Admit(call);
            result = vCenter.Operations.Invoke(call);
            if (result is Task<object?> && call.Session is { } held)
            {
                held.CallsUnderWay++;
            }
        }

        return result is Task<object?> waiting ? await FinishAsync(call, waiting).ConfigureAwait(false) : result;
    }

    private async Task<object?> FinishAsync(SimulatedCall call, Task<object?> waiting)
    {
        try
        {
            return await waiting.ConfigureAwait(false);
        }
        finally
        {
            if (call.Session is { } session)
            {
                lock (vCenter.World.Gate)
                {
                    session.CallsUnderWay--;
                    session.LastActive = vCenter.World.Now;
                }
            }
        }
    }

    /// <summary>The same with what a test wants to go wrong.</summary>
    private async Task<object?> DisturbAsync(SimulatedCall call, CallEffects effects)
    {
        await effects.WaitAsync(vCenter.World, call.Gone).ConfigureAwait(false);
        if (effects.ExpiresSession)
        {
            lock (vCenter.World.Gate)
            {
                if (vCenter.Sessions.Find(call.Connection) is { } session)
                {
                    vCenter.Sessions.End(session);
                }
            }
        }

        call.TaskFault = effects.TaskFault;
        call.Reply = effects.Reply;
        if (effects.Refusal is { } refusal)
        {
            throw refusal;
        }

        if (effects.Reply is { IsExecuted: false })
        {
            return null;
        }

        object? result = await ExecuteAsync(call).ConfigureAwait(false);
        if (effects.ForgetsTask && result is ManagedObjectReference { Type: "Task" } task)
        {
            lock (vCenter.World.Gate)
            {
                vCenter.Tasks.Forget(task);
            }
        }

        return result;
    }

    private void Admit(SimulatedCall call)
    {
        VimRequestType request = call.Request;
        ManagedObjectReference self = request.This!;
        if (call.Session is null && request.Privilege != Anonymous && !IsPublic(request))
        {
            throw SimulatedFault.NotAuthenticated(vCenter.World.Find(self) is { } known ? vCenter.Permissions.CheckedOn(known) : self, request.Privilege);
        }

        ManagedObject? target = vCenter.World.Find(self);
        if (target is null || (target.OwnerSession is { } owner && owner != call.Session))
        {
            throw SimulatedFault.ManagedObjectNotFound(self);
        }

        if (request.OwnerType != "ManagedObject" && !VimManagedTypes.IsKindOf(self.Type, request.OwnerType))
        {
            throw SimulatedFault.MethodNotFound(self, request.Operation);
        }

        vCenter.Permissions.Admit(call, target);
    }

    /// <summary>Reading a property of the service itself needs no session: that is how clients find the rest.</summary>
    private static bool IsPublic(VimRequestType request) => request is FetchRequestType { This.Type: "ServiceInstance" };
}
