using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.VSphere.Inventory;
using VmSnapshot.Sdk.VSphere.Sessions;
using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.VSphere.Machines;

/// <summary>Reads one VM in full, with its ancestors and networks, in a single request.</summary>
internal static class VmReading
{
    private static readonly IReadOnlyList<PropertySpec> Properties =
    [
        PropertyReader.Of(
            "VirtualMachine",
            [
                "name", "parent", "parentVApp", "resourcePool", "runtime.powerState", "snapshot",
                "config.uuid", "config.instanceUuid", "config.template", "config.guestId", "config.version", "config.firmware",
                "config.bootOptions", "config.changeVersion", "config.files.vmPathName", "config.extraConfig", "config.hardware",
            ]),
        PropertyReader.Of("Network", ["name"]),
        PropertyReader.Of("DistributedVirtualPortgroup", ["name", "key"]),
        PropertyReader.Of("OpaqueNetwork", ["name", "summary"]),
        .. PropertyReader.EntityProperties,
    ];

    private static readonly IReadOnlyList<SelectionSpec> LeadingTo =
    [
        .. PropertyReader.ToAncestors,
        new TraversalSpec { Name = "networks", Type = "VirtualMachine", Path = "network", Skip = false },
    ];

    public static async Task<VmDescription?> ReadAsync(VSphereSession session, ManagedObjectReference vm, CancellationToken cancellationToken)
    {
        var read = await PropertyReader.ReadAsync(session, [vm], Properties, LeadingTo, cancellationToken).ConfigureAwait(false);
        return read.FirstOrDefault(o => o.Reference == vm) is { } properties
            ? Describe(properties, new EntityPaths(read), new NetworkNames(read))
            : null;
    }

    private static VmDescription Describe(ObjectProperties vm, EntityPaths paths, NetworkNames networks)
    {
        var hardware = vm.Get<VirtualHardware>("config.hardware") ?? throw Unreadable(vm);
        var devices = new VmDevices(hardware.Device ?? []);
        return new VmDescription
        {
            Name = vm.Name,
            Path = paths.PathOf(vm),
            MoRef = vm.MoRef,
            InstanceUuid = vm.Get<string>("config.instanceUuid") ?? string.Empty,
            BiosUuid = vm.Get<string>("config.uuid") ?? string.Empty,
            PowerState = VmProperties.PowerStateOf(vm),
            IsTemplate = vm.GetValue<bool>("config.template") ?? false,
            GuestId = vm.Get<string>("config.guestId") ?? string.Empty,
            HardwareVersion = vm.Get<string>("config.version") ?? string.Empty,
            Cpus = hardware.NumCPU,
            CoresPerSocket = hardware.NumCoresPerSocket is { } cores and > 0 ? cores : 1,
            MemoryMiB = hardware.MemoryMB,
            Firmware = vm.Get<string>("config.firmware") is { Length: > 0 } firmware ? firmware : "bios",
            SecureBoot = vm.Get<VirtualMachineBootOptions>("config.bootOptions")?.EfiSecureBootEnabled ?? false,
            VirtualTpm = devices.HasTpm,
            Controllers = devices.Controllers(),
            Disks = devices.Disks(),
            Networks = devices.NetworkAdapters(networks),
            Datacenter = paths.AncestorOf(vm, "Datacenter")?.MoRef ?? throw new VmSnapshotException(
                VmSnapshotErrorCodes.PrivilegeMissing, $"This account may not see which datacenter VM '{vm.Name}' ({vm.MoRef.Value}) is in. Ask for System.View on the datacenter and the folders."),
            Folder = vm.Get<ManagedObjectReference>("parent") is { } folder ? paths.Describe(folder) : null,
            ResourcePool = vm.Get<ManagedObjectReference>("resourcePool")?.ToMoRef(),
            Datastore = DatastorePath.DatastoreOf(vm.Get<string>("config.files.vmPathName")),
            CurrentNativeSnapshot = vm.Get<VirtualMachineSnapshotInfo>("snapshot")?.CurrentSnapshot?.ToMoRef(),
            ChangeVersion = vm.Get<string>("config.changeVersion"),
            Marker = MarkerOf(vm),
        };
    }

    private static VmSnapshotException Unreadable(ObjectProperties vm) => vm.MissingPrivilege is { } privilege
        ? new VmSnapshotException(
            VmSnapshotErrorCodes.PrivilegeMissing, $"This account may not read the configuration of VM '{vm.Name}' ({vm.MoRef.Value}). Ask for {privilege} on it.")
        : new VmSnapshotException(
            VmSnapshotErrorCodes.VmUnreadable,
            $"vCenter has no configuration of VM '{vm.Name}' ({vm.MoRef.Value}) now: it is being made, or its host or datastore is away. Try again later.")
        { IsTransient = true };

    // Of extraConfig only our own mark is kept: guestinfo.* may hold secrets.
    private static OwnershipMarker? MarkerOf(ObjectProperties vm) => OwnershipMarker.TryParse(
        vm.Get<IReadOnlyList<OptionValue>>("config.extraConfig")?.FirstOrDefault(option => option.Key == OwnershipMarker.Key)?.Value as string);
}
