using System.Globalization;
using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.Testing.Inventory;

/// <summary>What there is: one datacenter with one cluster. Guarded by the lock of <see cref="SimulatedVSphere"/>.</summary>
internal sealed class SimulatedInventory
{
    public const string VirtualMachineType = "VirtualMachine";
    public const string FolderType = "Folder";

    private readonly Dictionary<MoRef, (InventoryKind Kind, InventoryObject Object, MoRef? Parent)> _objects = [];
    private readonly Dictionary<string, long> _capacities = [];
    private readonly Dictionary<InventoryKind, string> _roots = new()
    {
        [InventoryKind.Datastore] = "/DC0/datastore",
        [InventoryKind.Network] = "/DC0/network",
        [InventoryKind.ResourcePool] = "/DC0/host",
        [InventoryKind.Folder] = "/DC0/vm",
    };

    private int _nextNumber = 100;
    private int _nextMac;

    public MoRef Datacenter { get; } = new("Datacenter", "datacenter-2");

    public Dictionary<MoRef, SimulatedVm> Vms { get; } = [];

    public InventoryObject Add(InventoryKind kind, MoRef moRef, string name, InventoryObject? parent = null)
    {
        var added = new InventoryObject { MoRef = moRef, Name = name, Path = InventoryPath.Child(parent?.Path ?? _roots[kind], name) };
        _objects.Add(moRef, (kind, added, parent?.MoRef));
        return added;
    }

    /// <summary>Adds the folder that VMs are in when they are in no other: its path is the root itself.</summary>
    public InventoryObject AddRootFolder(MoRef moRef)
    {
        var root = new InventoryObject { MoRef = moRef, Name = "vm", Path = _roots[InventoryKind.Folder] };
        _objects.Add(moRef, (InventoryKind.Folder, root, null));
        return root;
    }

    public InventoryObject AddDatastore(MoRef moRef, string name, long capacityBytes)
    {
        _capacities.Add(name, capacityBytes);
        return Add(InventoryKind.Datastore, moRef, name);
    }

    public MoRef NewMoRef(string type, string prefix) =>
        new(type, string.Create(CultureInfo.InvariantCulture, $"{prefix}-{_nextNumber++}"));

    /// <summary>A MAC address of the range that vCenter gives, never one that was given before.</summary>
    public string NewMac()
    {
        var number = ++_nextMac;
        return string.Create(CultureInfo.InvariantCulture, $"00:50:56:{0x80 | (number >> 16):x2}:{(number >> 8) & 0xFF:x2}:{number & 0xFF:x2}");
    }

    public InventoryObject? TryRead(MoRef moRef) =>
        _objects.TryGetValue(moRef, out var found) ? found.Object
        : Vms.TryGetValue(moRef, out var vm) ? new InventoryObject { MoRef = moRef, Name = vm.Description.Name, Path = vm.Description.Path }
        : null;

    public InventoryObject Get(InventoryKind kind, MoRef moRef) =>
        _objects.TryGetValue(moRef, out var found) && found.Kind == kind ? found.Object : throw SimulatedFault.ManagedObjectNotFound(moRef);

    public SimulatedVm GetVm(MoRef moRef) =>
        Vms.TryGetValue(moRef, out var vm) ? vm : throw SimulatedFault.ManagedObjectNotFound(moRef);

    public (MoRef MoRef, SimulatedVm Vm)? FindNativeSnapshot(MoRef nativeSnapshot)
    {
        foreach (var (moRef, vm) in Vms)
        {
            if (vm.NativeSnapshots.ContainsKey(nativeSnapshot))
            {
                return (moRef, vm);
            }
        }

        return null;
    }

    public IEnumerable<InventoryObject> Find(InventoryKind kind, string nameOrPath)
    {
        var all = _objects.Values.Where(o => o.Kind == kind).Select(o => o.Object);
        return nameOrPath.StartsWith('/')
            ? all.Where(o => InventoryPath.Matches(o.Path, nameOrPath))
            : all.Where(o => o.Name == nameOrPath || InventoryPath.Matches(o.Path, InventoryPath.Below(_roots[kind], nameOrPath)));
    }

    public MoRef? FindChild(MoRef folder, string name)
    {
        foreach (var (moRef, vm) in Vms)
        {
            if (vm.Description.Folder?.MoRef == folder && vm.Description.Name == name)
            {
                return moRef;
            }
        }

        foreach (var (moRef, (kind, found, parent)) in _objects)
        {
            if (kind == InventoryKind.Folder && parent == folder && found.Name == name)
            {
                return moRef;
            }
        }

        return null;
    }

    public long FreeBytes(string datastore) =>
        (_capacities.TryGetValue(datastore, out var capacity) ? capacity : throw new ArgumentException($"There is no datastore '{datastore}'.", nameof(datastore)))
        - Vms.Values.Sum(vm => vm.Description.Disks.Where(d => d.Datastore == datastore).Sum(d => vm.AllocatedBytes[d.Key]));

    /// <summary>Throws unless every datastore has room for what is to go there.</summary>
    public void EnsureRoom(IEnumerable<(string Datastore, long Bytes)> wanted)
    {
        foreach (var onOne in wanted.GroupBy(w => w.Datastore))
        {
            if (onOne.Sum(w => w.Bytes) > FreeBytes(onOne.Key))
            {
                throw SimulatedFault.NoDiskSpace(onOne.Key);
            }
        }
    }
}
