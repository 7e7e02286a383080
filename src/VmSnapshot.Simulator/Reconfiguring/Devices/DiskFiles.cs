using System.Globalization;
using VmSnapshot.Simulator.Inventory;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Reconfiguring.Devices;

/// <summary>The files behind added and removed disks.</summary>
internal static class DiskFiles
{
    /// <summary>Makes the file of an added disk, or finds the one that it is to be attached to.</summary>
    internal static void Provide(DeviceChange change, VirtualDisk disk)
    {
        if (disk.Backing is VirtualDiskRawDiskMappingVer1BackingInfo or VirtualDiskRawDiskVer2BackingInfo)
        {
            // The simulated hosts have no LUNs to hand through.
            throw change.InvalidBacking("device.backing.deviceName");
        }

        if (disk.Backing is not VirtualDeviceFileBackingInfo backing)
        {
            throw change.InvalidBacking();
        }

        if (change.Spec.FileOperation is null)
        {
            Attach(change, disk, backing);
        }
        else
        {
            Create(change, disk, backing);
        }
    }

    /// <summary>Lets the files of a removed disk go, those that others use excepted.</summary>
    internal static void Destroy(DeviceChange change, VirtualDevice disk)
    {
        if (change.Plan.Target.Vm is not { } vm)
        {
            return;
        }

        foreach (VirtualDeviceFileBackingInfo backing in DiskChains.Of(disk))
        {
            if (backing.FileName is { } path && !DiskChains.IsInUse(vm.World, DiskFileId.Of(backing), vm))
            {
                change.Plan.Files.Delete(path);
            }
        }
    }

    private static void Create(DeviceChange change, VirtualDisk disk, VirtualDeviceFileBackingInfo backing)
    {
        long capacity = disk.CapacityInBytes is > 0 and { } bytes ? bytes : disk.CapacityInKB << 10;
        if (capacity <= 0 || capacity > HardwareLimits.MaxDiskBytes)
        {
            throw change.Invalid(disk.CapacityInBytes is null && disk.CapacityInKB != 0 ? "device.capacityInKB" : "device.capacityInBytes");
        }

        PlannedFiles files = change.Plan.Files;
        Datastore datastore = DatastoreFor(change, backing);
        string path = backing.FileName?.EndsWith(".vmdk", StringComparison.Ordinal) == true ? backing.FileName : FreePath(change, datastore, backing.FileName);
        if (files.Exists(path))
        {
            if (change.Spec.FileOperation != VirtualDeviceConfigSpecFileOperation.Replace)
            {
                throw SimulatedFault.FileAlreadyExists(path);
            }

            if (change.Plan.VCenter.World.DiskUse.CountOf(DiskFileId.Of(datastore, path)) > 0)
            {
                throw SimulatedFault.FileLocked(path);
            }

            files.Delete(path);
        }

        string? parent = DiskChains.ParentOf(backing)?.FileName;
        if (parent is not null && files.CapacityOf(parent) is null)
        {
            throw SimulatedFault.FileNotFound(parent);
        }

        bool isThin = backing is VirtualDiskFlatVer2BackingInfo { ThinProvisioned: true } or VirtualDiskSeSparseBackingInfo;
        files.Create(path, capacity, parent is not null ? Math.Min(DiskChains.EmptyChildBytes, capacity) : new DiskRecipe(capacity, isThin).AllocatedBytes, parent);
        Complete(disk, backing, datastore, path, capacity);
    }

    private static void Attach(DeviceChange change, VirtualDisk disk, VirtualDeviceFileBackingInfo backing)
    {
        if (string.IsNullOrEmpty(backing.FileName))
        {
            throw change.InvalidBacking("device.backing.fileName");
        }

        Datastore datastore = DatastoreFor(change, backing);
        long capacity = change.Plan.Files.CapacityOf(backing.FileName) ?? throw SimulatedFault.FileNotFound(backing.FileName);
        if (change.Devices.Exists(other => other is VirtualDisk && (other.Backing as VirtualDeviceFileBackingInfo)?.FileName == backing.FileName))
        {
            throw change.InvalidBacking("device.backing.fileName");
        }

        bool isShared = backing is VirtualDiskFlatVer2BackingInfo { Sharing: "sharingMultiWriter" };
        if (!change.Plan.IsOff && !isShared && change.Plan.VCenter.World.DiskUse.CountOf(DiskFileId.Of(datastore, backing.FileName)) > 0)
        {
            // While a VM is off nobody has its files open; a running one needs them to itself.
            throw SimulatedFault.FileLocked(backing.FileName);
        }

        DiskChains.SetParent(backing, ParentChain(change, datastore.Files.GetValueOrDefault(backing.FileName), backing));
        Complete(disk, backing, datastore, backing.FileName, capacity);
    }

    private static VirtualDeviceFileBackingInfo? ParentChain(DeviceChange change, DiskFile? file, VirtualDeviceFileBackingInfo child)
    {
        if (file?.ParentPath is not { } path || change.Plan.VCenter.Inventory.FindDatastore(change.Plan.Target.Datacenter, path) is not { } datastore)
        {
            return null;
        }

        var parent = (VirtualDeviceFileBackingInfo)child.Copy();
        (parent.FileName, parent.Datastore) = (path, datastore.Reference);
        DiskChains.SetParent(parent, ParentChain(change, datastore.Files.GetValueOrDefault(path), child));
        return parent;
    }

    private static void Complete(VirtualDisk disk, VirtualDeviceFileBackingInfo backing, Datastore datastore, string path, long capacity)
    {
        (backing.FileName, backing.Datastore) = (path, datastore.Reference);
        (disk.CapacityInBytes, disk.CapacityInKB) = (capacity, capacity >> 10);
        if (backing is VirtualDiskFlatVer2BackingInfo flat)
        {
            flat.Uuid ??= StableUuid.Of("disk", path);
            flat.ThinProvisioned ??= false;
            flat.WriteThrough ??= false;
        }
    }

    /// <summary>The datastore that the path names, else the one that the backing refers to, else the VM's.</summary>
    private static Datastore DatastoreFor(DeviceChange change, VirtualDeviceFileBackingInfo backing)
    {
        ReconfigurePlan plan = change.Plan;
        Datastore datastore;
        if (!string.IsNullOrEmpty(backing.FileName))
        {
            datastore = plan.Files.DatastoreOf(backing.FileName);
        }
        else if (backing.Datastore is { } reference)
        {
            datastore = plan.VCenter.World.Find(reference) as Datastore ?? throw SimulatedFault.ManagedObjectNotFound(reference);
        }
        else
        {
            datastore = plan.Files.DatastoreOf(plan.Config.Files?.VmPathName ?? "");
        }

        if (!datastore.Accessible || (plan.Target.Host is { } host && !host.Datastores.Contains(datastore.Reference)))
        {
            throw SimulatedFault.InaccessibleDatastore(datastore);
        }

        return datastore;
    }

    /// <summary>The next free name in the VM's directory, such as <c>web-1_2.vmdk</c>, or in the directory that was given.</summary>
    private static string FreePath(DeviceChange change, Datastore datastore, string? given)
    {
        string home = change.Plan.Config.Files?.VmPathName ?? "";
        int slash = home.LastIndexOf('/');
        int end = home.IndexOf("] ", StringComparison.Ordinal);
        string directory = slash > end && end >= 0 ? home[(end + 2)..slash] : change.Plan.Config.Name!;
        string name = slash >= 0 && home.EndsWith(".vmx", StringComparison.Ordinal) ? home[(slash + 1)..^4] : change.Plan.Config.Name!;
        int givenEnd = given?.IndexOf(']', StringComparison.Ordinal) ?? -1;
        if (givenEnd >= 0 && given![(givenEnd + 1)..].Trim().Trim('/') is { Length: > 0 } inside)
        {
            directory = inside;
        }

        for (int number = 0; ; number++)
        {
            string suffix = number == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"_{number}");
            string path = $"[{datastore.Name}] {directory}/{name}{suffix}.vmdk";
            if (!change.Plan.Files.Exists(path))
            {
                return path;
            }
        }
    }
}
