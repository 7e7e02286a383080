using System.Globalization;
using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.PropertyCollection;

/// <summary>
/// Reading properties once. A token is good for one page, in the same session, on the same collector; any other is
/// InvalidArgument (vSphere Web Services API reference, ContinueRetrievePropertiesEx; govmomi's simulator says
/// InvalidProperty). Several retrievals may be under way in a session.
/// </summary>
internal sealed class RetrieveOperations(VCenter vCenter)
{
    private readonly PerSession<Dictionary<string, SuspendedRetrieval>> _suspended = new(static _ => new(StringComparer.Ordinal), static _ => { });
    private long _tokens;

    internal void Register()
    {
        vCenter.Operations.On<RetrievePropertiesExRequestType>(Retrieve);
        vCenter.Operations.On<ContinueRetrievePropertiesExRequestType>((call, request) =>
        {
            SuspendedRetrieval suspended = Take(call, request.Token);
            return Page(call, suspended.Retrieval, suspended.PageSize) ?? new RetrieveResult { Objects = [] };
        });
        vCenter.Operations.On<CancelRetrievePropertiesExRequestType>((call, request) => { _ = Take(call, request.Token); });
        vCenter.Operations.On<RetrievePropertiesRequestType>((call, request) => Begin(call, request.SpecSet).Next(call, int.MaxValue));
        vCenter.Operations.On<FetchRequestType>(Fetch);
        vCenter.Properties.Provide("ServiceInstance", "serverClock", (_, _) => vCenter.World.Now);
    }

    private RetrieveResult? Retrieve(SimulatedCall call, RetrievePropertiesExRequestType request)
    {
        int? max = request.Options?.MaxObjects;
        if (max <= 0)
        {
            throw SimulatedFault.InvalidArgument("options.maxObjects");
        }

        // Without a session there is nothing that a later page could be kept in.
        return Page(call, Begin(call, request.SpecSet), call.Session is null ? int.MaxValue : max ?? int.MaxValue);
    }

    private Retrieval Begin(SimulatedCall call, IReadOnlyList<PropertyFilterSpec>? specifications)
        => new(call, vCenter.World, vCenter.Properties, specifications ?? []);

    private RetrieveResult? Page(SimulatedCall call, Retrieval retrieval, int size)
    {
        IReadOnlyList<ObjectContent> contents = retrieval.Next(call, size);
        if (contents.Count == 0)
        {
            return null;
        }

        string? token = null;
        if (!retrieval.IsAtEnd)
        {
            token = (_tokens++).ToString(CultureInfo.InvariantCulture);
            _suspended.Of(call.User).Add(token, new SuspendedRetrieval(vCenter.World.Find(call.Request.This)!, retrieval, size));
        }

        return new RetrieveResult { Token = token, Objects = contents };
    }

    private SuspendedRetrieval Take(SimulatedCall call, string? token)
    {
        if (call.Session is { } session
            && token is not null
            && _suspended.Of(session).TryGetValue(token, out SuspendedRetrieval? suspended)
            && suspended.Collector.Reference == call.Request.This)
        {
            _suspended.Of(session).Remove(token);
            return suspended;
        }

        throw SimulatedFault.InvalidArgument("token");
    }

    /// <summary>One property of any object, as pyVmomi reads them; what is unset is answered with nothing.</summary>
    private object? Fetch(SimulatedCall call, FetchRequestType request)
    {
        ManagedObject target = vCenter.World.Find(request.This)!;
        string type = target.Reference.Type;
        if (PropertyPath.Parse(request.Prop ?? "") is not { } path || PropertyDeclaration.Find(type, path) is not { } declaration)
        {
            throw SimulatedFault.InvalidProperty(request.Prop);
        }

        PropertyValue read = vCenter.Properties.Read(call, target, new ReadPath(path, declaration, ReadPrivileges.Of(type, path.Property)));
        return read.Fault is { Fault: { } fault } refusal
            ? throw SimulatedFault.Of(fault, refusal.LocalizedMessage ?? "")
            : WireValues.Of(read.Value, declaration.ItemType);
    }
}
