using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Objects;

/// <summary>A datastore: files up to its capacity.</summary>
internal sealed class Datastore(SimulatedWorld world, ManagedObjectReference reference, string name, long capacityBytes) : ManagedEntity(world, reference, name)
{
    private readonly Dictionary<string, DiskFile> _files = new(StringComparer.Ordinal);

    private readonly Dictionary<string, int> _children = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _directories = new(StringComparer.Ordinal);

    internal long CapacityBytes => capacityBytes;

    internal long UsedBytes { get; private set; }

    internal long FreeBytes => capacityBytes - UsedBytes;

    internal bool Accessible { get; private set; } = true;

    internal ReferenceList Vms => List("vm");

    internal IReadOnlyDictionary<string, DiskFile> Files => _files;

    internal override object? Read(string property) => property switch
    {
        "summary" => new DatastoreSummary
        {
            Datastore = Reference,
            Name = Name,
            Url = Url,
            Capacity = capacityBytes,
            FreeSpace = FreeBytes,
            Uncommitted = _files.Values.Sum(file => file.CapacityBytes - file.AllocatedBytes),
            Accessible = Accessible,
            MultipleHostAccess = true,
            Type = "VMFS",
            MaintenanceMode = "normal",
        },
        "info" => new VmfsDatastoreInfo { Name = Name, Url = Url, FreeSpace = FreeBytes, MaxFileSize = 64L << 40, Timestamp = World.Now },
        "capability" => new DatastoreCapability
        {
            DirectoryHierarchySupported = true,
            RawDiskMappingsSupported = true,
            PerFileThinProvisioningSupported = true,
            StorageIORMSupported = true,
            NativeSnapshotSupported = false,
            TopLevelDirectoryCreateSupported = true,
            SeSparseSupported = true,
            VmfsSparseSupported = true,
            VsanSparseSupported = false,
            VmdkExpandSupported = true,
        },
        _ => base.Read(property),
    };

    /// <summary>Whether a file here holds the changes to another one, which may be on another datastore.</summary>
    internal bool HasChildrenOf(string path) => _children.ContainsKey(path);

    /// <summary>Whether there is a file in a directory such as <c>[datastore1] web-1</c>.</summary>
    internal bool HasDirectory(string directory) => _directories.ContainsKey(directory);

    /// <summary>Makes room for a file, which gets its space at once.</summary>
    /// <exception cref="VimFaultException">NoDiskSpace.</exception>
    internal DiskFile Allocate(string path, long capacityBytes, long allocatedBytes, string? parentPath = null)
    {
        RequireRoom(path, allocatedBytes);
        var file = new DiskFile { Path = path, CapacityBytes = capacityBytes, AllocatedBytes = allocatedBytes, ParentPath = parentPath };
        Delete(path);
        _files[path] = file;
        Count(_directories, DirectoryOf(path), 1);
        Count(_children, parentPath, 1);
        file.Reparented = (before, now) =>
        {
            Count(_children, before, -1);
            Count(_children, now, 1);
        };
        UsedBytes += allocatedBytes;
        SummaryChanged();
        return file;
    }

    /// <summary>Lets a file grow.</summary>
    /// <exception cref="VimFaultException">NoDiskSpace.</exception>
    internal void Resize(string path, long capacityBytes, long allocatedBytes)
    {
        DiskFile file = _files[path];
        RequireRoom(path, allocatedBytes - file.AllocatedBytes);
        UsedBytes += allocatedBytes - file.AllocatedBytes;
        file.CapacityBytes = capacityBytes;
        file.AllocatedBytes = allocatedBytes;
        SummaryChanged();
    }

    internal void Delete(string path)
    {
        if (_files.Remove(path, out DiskFile? file))
        {
            UsedBytes -= file.AllocatedBytes;
            file.Reparented = null;
            Count(_directories, DirectoryOf(path), -1);
            Count(_children, file.ParentPath, -1);
            SummaryChanged();
        }
    }

    internal void SetAccessible(bool accessible)
    {
        Accessible = accessible;
        if (Get<IReadOnlyList<DatastoreHostMount>>("host") is { } mounts)
        {
            List<DatastoreHostMount> changed = [.. mounts.Select(mount => (DatastoreHostMount)mount.Copy())];
            changed.ForEach(mount => mount.MountInfo!.Accessible = accessible);
            Set("host", changed);
        }

        SummaryChanged();
    }

    internal string Url => $"ds:///vmfs/volumes/{StableUuid.Of("datastore", Reference.Value)}/";

    /// <summary>A datastore cluster's summary adds up those of its datastores.</summary>
    private void SummaryChanged()
    {
        Touch("summary");
        (Parent as StoragePod)?.Renew("summary");
    }

    private static string DirectoryOf(string path) => path.LastIndexOf('/') is var end and >= 0 ? path[..end] : path;

    private static void Count(Dictionary<string, int> counts, string? key, int by)
    {
        if (key is not null)
        {
            int now = counts.GetValueOrDefault(key) + by;
            if (now > 0)
            {
                counts[key] = now;
            }
            else
            {
                counts.Remove(key);
            }
        }
    }

    private void RequireRoom(string path, long bytes)
    {
        if (bytes > FreeBytes)
        {
            throw SimulatedFault.NoDiskSpace(Name, path);
        }
    }
}
