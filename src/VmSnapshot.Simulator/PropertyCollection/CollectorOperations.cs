using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.PropertyCollection;

/// <summary>Making and ending property collectors and their filters, which belong to the session that made them.</summary>
internal sealed class CollectorOperations(VCenter vCenter, CollectorTable collectors)
{
    internal void Register()
    {
        vCenter.Operations.On<CreatePropertyCollectorRequestType>((call, _) =>
        {
            var collector = new ManagedObject(vCenter.World, SessionReference.New(call.User, "PropertyCollector")) { OwnerSession = call.User };
            vCenter.World.Add(collector);
            return collectors.Of(call.User, collector).Collector;
        });
        vCenter.Operations.On<DestroyPropertyCollectorRequestType>((call, request) =>
        {
            ManagedObject collector = vCenter.World.Find(request.This)!;
            if (collector.OwnerSession is null)
            {
                throw SimulatedFault.NotSupported("The collector that comes with the service can't be destroyed.");
            }

            collectors.Close(call.User, collector);
        });
        vCenter.Operations.On<CreateFilterRequestType>(CreateFilter);
        vCenter.Operations.On<DestroyPropertyFilterRequestType>((call, request) =>
        {
            var filter = (PropertyFilter)vCenter.World.Find(request.This)!;
            filter.Collector.Remove(filter);
        });
        vCenter.Properties.Provide("PropertyCollector", "filter", (call, collector) => call.Session is { } session
            ? collectors.Of(session, collector).Filters.Select(filter => filter.Reference).ToList()
            : null);
    }

    private ManagedObjectReference CreateFilter(SimulatedCall call, CreateFilterRequestType request)
    {
        PropertyFilterSpec spec = request.Spec ?? throw SimulatedFault.InvalidArgument("spec");
        if (spec.PropSet is not { Count: > 0 } || spec.ObjectSet is not { Count: > 0 })
        {
            throw SimulatedFault.InvalidArgument("spec");
        }

        var plan = new FilterPlan(spec);
        foreach (StartingObject start in plan.Start)
        {
            if (!plan.ReportsMissing && PropertyReader.Find(call, vCenter.World, start.Reference) is null)
            {
                throw SimulatedFault.ManagedObjectNotFound(start.Reference);
            }
        }

        CollectorState collector = collectors.Of(call);
        var filter = new PropertyFilter(
            vCenter.World, SessionReference.New(call.User, "PropertyFilter"), vCenter.Properties, collector, spec, plan, request.PartialUpdates)
        {
            OwnerSession = call.User,
        };
        vCenter.World.Add(filter);
        collector.Add(filter);
        return filter.Reference;
    }
}
