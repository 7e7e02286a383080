using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Cloning;
using VmSnapshot.Simulator.CustomFields;
using VmSnapshot.Simulator.Events;
using VmSnapshot.Simulator.Faults;
using VmSnapshot.Simulator.Folders;
using VmSnapshot.Simulator.Guests;
using VmSnapshot.Simulator.Inventory;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Permissions;
using VmSnapshot.Simulator.Placement;
using VmSnapshot.Simulator.Power;
using VmSnapshot.Simulator.PropertyCollection;
using VmSnapshot.Simulator.Reconfiguring;
using VmSnapshot.Simulator.Search;
using VmSnapshot.Simulator.Sessions;
using VmSnapshot.Simulator.Snapshots;
using VmSnapshot.Simulator.Tasks;
using VmSnapshot.Simulator.Views;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator;

/// <summary>The parts of a simulated vCenter, and how they find each other.</summary>
internal sealed class VCenter
{
    internal VCenter(VCenterSimulatorOptions options)
    {
        Options = options;
        World = new SimulatedWorld(options.TimeProvider);
        Inventory = new InventoryFactory(this);
        Storage = new VmStorage(World, Inventory);
        Uuids = new UuidIndex(World);
        Content = ServiceObjects.AddTo(World, options.InstanceUuid);
        RootFolder = World.Add(new Folder(World, Content.RootFolder!, "Datacenters", ["Folder", "Datacenter"]));
        Permissions = new PermissionTable(this);
        Events = new EventLog(this);
        Tasks = new TaskRunner(this);
        Sessions = new SessionTable(this);
        CustomFields = new CustomFieldTable(this);
        CustomizationSpecs = new CustomizationSpecTable(this);
        CallLog = new CallLog(World.Clock, options.MaxRecordedCalls);
        Faults = new FaultInjection(this, options.FaultSeed);
        Calls = new CallDispatcher(this);

        Properties.CheckedOn = Permissions.CheckedOn;
        Properties.Allows = (call, target, privilege) => Permissions.Has(call.User.User, target, privilege);
        SessionOperations.Register(this);
        PermissionOperations.Register(this);
        PropertyCollectorOperations.Register(this);
        ViewOperations.Register(this);
        SearchIndexOperations.Register(this);
        TaskOperations.Register(this);
        EventOperations.Register(this);
        CustomFieldOperations.Register(this);
        FolderOperations.Register(this);
        CloneOperations.Register(this);
        PlacementOperations.Register(this);
        ReconfigureOperations.Register(this);
        SnapshotOperations.Register(this);
        PowerOperations.Register(this);
        GuestOperations.Register(this);
        CustomizationSpecOperations.Register(this);
    }

    internal VCenterSimulatorOptions Options { get; }

    internal SimulatedWorld World { get; }

    internal TaskRunner Tasks { get; }

    internal EventLog Events { get; }

    internal InventoryFactory Inventory { get; }

    /// <summary>The files of VMs.</summary>
    internal VmStorage Storage { get; }

    /// <summary>What tests want of customizations.</summary>
    internal PlannedOutcomes CustomizationOutcomes { get; } = new();

    /// <summary>VMs and hosts by their UUIDs.</summary>
    internal UuidIndex Uuids { get; }

    internal ServiceContent Content { get; }

    internal Folder RootFolder { get; }

    internal SessionTable Sessions { get; }

    /// <summary>How properties are read, and by whom they may be.</summary>
    internal PropertyReader Properties { get; } = new();

    internal PermissionTable Permissions { get; }

    internal CustomFieldTable CustomFields { get; }

    internal CustomizationSpecTable CustomizationSpecs { get; }

    internal OperationTable Operations { get; } = new();

    internal CallDispatcher Calls { get; }

    internal CallLog CallLog { get; }

    internal FaultInjection Faults { get; }

    internal StrictFailureLog StrictFailures { get; } = new();
}
