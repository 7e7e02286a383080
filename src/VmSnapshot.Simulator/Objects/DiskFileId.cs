using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Objects;

/// <summary>One file among all: a path alone isn't enough, since datastores of two datacenters may have the same name.</summary>
/// <param name="Datastore">The datastore's reference.</param>
/// <param name="Path">The path, with the datastore's name in brackets.</param>
internal readonly record struct DiskFileId(string? Datastore, string Path)
{
    internal static DiskFileId Of(Datastore? datastore, string path) => new(datastore?.Reference.Value, path);

    internal static DiskFileId Of(VirtualDeviceFileBackingInfo backing) => new(backing.Datastore?.Value, backing.FileName ?? "");
}
