using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Calls;

/// <summary>The way of every call, through whichever door it came: session, target, permission, then the operation itself.</summary>
internal sealed class CallDispatcher(VCenter vCenter)
{
    private const string Anonymous = "System.Anonymous";

    /// <summary>Carries a request out and returns what it returned, which may share data objects with the world: copy before use.</summary>
    /// <exception cref="VimFaultException">The operation was refused.</exception>
    internal async Task<object?> InvokeAsync(SimulatedCall call)
    {
        object? result;
        lock (vCenter.World.Gate)
        {
            call.Session = vCenter.Sessions.Find(call.Connection);
            Admit(call);
            result = vCenter.Operations.Invoke(call);
        }

        return result is Task<object?> waiting ? await waiting.ConfigureAwait(false) : result;
    }

    private void Admit(SimulatedCall call)
    {
        VimRequestType request = call.Request;
        ManagedObjectReference self = request.This!;
        if (call.Session is null && request.Privilege != Anonymous && !IsPublic(request))
        {
            throw SimulatedFault.NotAuthenticated(self, request.Privilege);
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
    }

    /// <summary>Reading a property of the service itself needs no session: that is how clients find the rest.</summary>
    private static bool IsPublic(VimRequestType request) => request is FetchRequestType { This.Type: "ServiceInstance" };
}
