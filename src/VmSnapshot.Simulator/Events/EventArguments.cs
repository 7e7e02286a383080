using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Events;

/// <summary>The entities that an event names.</summary>
internal static class EventArguments
{
    /// <summary>The references in the event's arguments, the most particular first.</summary>
    internal static IEnumerable<ManagedObjectReference> ReferencesOf(Event posted)
    {
        ManagedObjectReference?[] references =
        [
            posted switch
            {
                GeneralUserEvent user => user.Entity?.Entity,
                CustomFieldValueChangedEvent changed => changed.Entity?.Entity,
                ExtendedEvent extended => extended.ManagedObject,
                EventEx { ObjectType: { } type, ObjectId: { } id } => new ManagedObjectReference(type, id),
                TaskEvent task => task.Info?.Entity,
                _ => null,
            },
            posted.Vm?.Vm,
            posted.Host?.Host,
            posted.Ds?.Datastore,
            posted.Net?.Network,
            posted.Dvs?.Dvs,
            posted.ComputeResource?.ComputeResource,
            posted.Datacenter?.Datacenter,
        ];
        return references.OfType<ManagedObjectReference>();
    }

    /// <summary>The entity that the event is about, when it names one that is there.</summary>
    internal static ManagedEntity? SubjectOf(SimulatedWorld world, Event posted)
        => ReferencesOf(posted).Select(world.Find).OfType<ManagedEntity>().FirstOrDefault();

    /// <summary>Fills in the arguments that the entity and what it is in and on stand for.</summary>
    internal static void Fill(Event posted, ManagedEntity entity)
    {
        HostSystem? host = null;
        switch (entity)
        {
            case VirtualMachine vm:
                posted.Vm ??= new VmEventArgument { Name = vm.Name, Vm = vm.Reference };
                host = vm.Host;
                break;
            case HostSystem itself:
                host = itself;
                break;
            case Datastore datastore:
                posted.Ds ??= new DatastoreEventArgument { Name = datastore.Name, Datastore = datastore.Reference };
                break;
            case Network network:
                posted.Net ??= new NetworkEventArgument { Name = network.Name, Network = network.Reference };
                break;
            case DistributedVirtualSwitch distributed:
                posted.Dvs ??= new DvsEventArgument { Name = distributed.Name, Dvs = distributed.Reference };
                break;
        }

        if (host is not null)
        {
            posted.Host ??= new HostEventArgument { Name = host.Name, Host = host.Reference };
        }

        if ((host ?? entity).Ancestors.OfType<ComputeResource>().FirstOrDefault() is { } compute)
        {
            posted.ComputeResource ??= new ComputeResourceEventArgument { Name = compute.Name, ComputeResource = compute.Reference };
        }

        if (entity.Datacenter is { } datacenter)
        {
            posted.Datacenter ??= new DatacenterEventArgument { Name = datacenter.Name, Datacenter = datacenter.Reference };
        }

        FillOwn(posted, entity);
    }

    private static void FillOwn(Event posted, ManagedEntity entity)
    {
        switch (posted)
        {
            case VmEvent of when entity is VirtualMachine vm && !vm.IsDeleted:
                of.Template |= vm.IsTemplate;
                break;
            case EventEx extended:
                extended.ObjectId ??= entity.Reference.Value;
                extended.ObjectType ??= entity.Reference.Type;
                extended.ObjectName ??= entity.Name;
                break;
            case GeneralUserEvent user:
                user.Entity ??= new ManagedEntityEventArgument { Name = entity.Name, Entity = entity.Reference };
                break;
            case CustomFieldValueChangedEvent changed:
                changed.Entity ??= new ManagedEntityEventArgument { Name = entity.Name, Entity = entity.Reference };
                break;
        }
    }
}
