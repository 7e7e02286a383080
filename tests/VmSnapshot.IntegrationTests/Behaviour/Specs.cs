using VmSnapshot.Vim25;

namespace VmSnapshot.IntegrationTests.Behaviour;

/// <summary>Filter specifications as the cases need them.</summary>
internal static class Specs
{
    /// <summary>Some properties of one object.</summary>
    internal static PropertyFilterSpec Of(ManagedObjectReference start, params IReadOnlyList<string> paths) => new()
    {
        PropSet = [new PropertySpec { Type = start.Type, PathSet = paths }],
        ObjectSet = [new ObjectSpec { Obj = start }],
    };

    /// <summary>Some properties of what a view shows.</summary>
    internal static PropertyFilterSpec OfView(ManagedObjectReference view, string type, params IReadOnlyList<string> paths) => new()
    {
        PropSet = [new PropertySpec { Type = type, PathSet = paths }],
        ObjectSet = [new ObjectSpec { Obj = view, Skip = true, SelectSet = [new TraversalSpec { Name = "view", Type = view.Type, Path = "view", Skip = false }] }],
    };

    /// <summary>A folder and all that is in it, folders in folders included: the selection refers to itself.</summary>
    internal static PropertyFilterSpec Below(ManagedObjectReference folder, string type, params IReadOnlyList<string> paths) => new()
    {
        PropSet = [new PropertySpec { Type = type, PathSet = paths }],
        ObjectSet =
        [
            new ObjectSpec
            {
                Obj = folder,
                Skip = true,
                SelectSet =
                [
                    new TraversalSpec { Name = "folders", Type = "Folder", Path = "childEntity", Skip = false, SelectSet = [new SelectionSpec { Name = "folders" }] },
                ],
            },
        ],
    };

    internal static VirtualDeviceConfigSpec Add(VirtualDevice device, bool createsFile = false) => new()
    {
        Operation = VirtualDeviceConfigSpecOperation.Add,
        FileOperation = createsFile ? VirtualDeviceConfigSpecFileOperation.Create : null,
        Device = device,
    };

    internal static VirtualDeviceConfigSpec Edit(VirtualDevice device) => new() { Operation = VirtualDeviceConfigSpecOperation.Edit, Device = device };

    internal static VirtualDeviceConfigSpec Remove(VirtualDevice device) => new() { Operation = VirtualDeviceConfigSpecOperation.Remove, Device = device };
}
