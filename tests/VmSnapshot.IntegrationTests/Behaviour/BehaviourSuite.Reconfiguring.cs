using VmSnapshot.Vim25;

namespace VmSnapshot.IntegrationTests.Behaviour;

/// <summary>ReconfigVM_Task.</summary>
public abstract partial class BehaviourSuite
{
    private const int KibPerGib = 1024 * 1024;

    [Fact]
    public Task CPUs_memory_and_annotation_are_changed() => CaseAsync("4; 2; 1024; noted", async s =>
    {
        VirtualMachineConfigInfo config = await s.ReconfigureAsync(await s.NewVmAsync("resize"), new VirtualMachineConfigSpec
        {
            NumCPUs = 4,
            NumCoresPerSocket = 2,
            MemoryMB = 1024,
            Annotation = "noted",
        });
        return Lines(config.Hardware!.NumCPU, config.Hardware.NumCoresPerSocket, config.Hardware.MemoryMB, config.Annotation);
    });

    [Fact]
    public Task What_is_not_said_stays() => CaseAsync("1; 512; noted", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("unsaid");
        await s.ReconfigureAsync(vm, new VirtualMachineConfigSpec { Annotation = "noted" });
        VirtualMachineConfigInfo config = await s.ReconfigureAsync(vm, new VirtualMachineConfigSpec());
        return Lines(config.Hardware!.NumCPU, config.Hardware.MemoryMB, config.Annotation);
    });

    [Fact]
    public Task The_summary_follows_the_configuration() => CaseAsync("2; 2048; noted", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("summary");
        await s.ReconfigureAsync(vm, new VirtualMachineConfigSpec { NumCPUs = 2, MemoryMB = 2048, Annotation = "noted" });
        var summary = await s.ReadAsync<VirtualMachineConfigSummary>(vm, "summary.config");
        return Lines(summary.NumCpu, summary.MemorySizeMB, summary.Annotation);
    });

    [Fact]
    public Task A_name_is_changed() => CaseAsync("renamed-by-spec; renamed-by-spec", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("named");
        VirtualMachineConfigInfo config = await s.ReconfigureAsync(vm, new VirtualMachineConfigSpec { Name = "renamed-by-spec" });
        return Lines(config.Name, await NameAsync(s, vm));
    });

    [Fact]
    public Task An_option_is_set() => CaseAsync("one", async s => Option(
        await s.ReconfigureAsync(await s.NewVmAsync("option-set"), Options(("vmsnapshot.a", "one"))), "vmsnapshot.a"));

    [Fact]
    public Task An_option_that_is_set_again_is_replaced() => CaseAsync("two", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("option-again");
        await s.ReconfigureAsync(vm, Options(("vmsnapshot.a", "one")));
        VirtualMachineConfigInfo config = await s.ReconfigureAsync(vm, Options(("vmsnapshot.a", "two")));
        return string.Join(", ", config.ExtraConfig!.Where(option => option.Key == "vmsnapshot.a").Select(option => option.Value));
    });

    [Fact]
    public Task An_option_that_is_set_to_nothing_goes() => CaseAsync("not there; kept", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("option-gone");
        await s.ReconfigureAsync(vm, Options(("vmsnapshot.a", "one"), ("vmsnapshot.b", "kept")));
        VirtualMachineConfigInfo config = await s.ReconfigureAsync(vm, Options(("vmsnapshot.a", "")));
        return Lines(
            config.ExtraConfig!.FirstOrDefault(option => option.Key == "vmsnapshot.a" && option.Value is "") is null ? Option(config, "vmsnapshot.a") : "empty",
            Option(config, "vmsnapshot.b"));
    });

    [Fact]
    public Task A_disk_is_added() => CaseAsync("8388608, 1048576 KB; key above 0; file of its own; unit of its own", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("disk-add");
        VirtualDisk first = (await s.DevicesAsync<VirtualDisk>(vm)).Single();
        VirtualMachineConfigInfo config = await s.ReconfigureAsync(vm, new VirtualMachineConfigSpec { DeviceChange = [NewDisk(first, 1)] });
        List<VirtualDisk> disks = [.. config.Hardware!.Device!.OfType<VirtualDisk>()];
        VirtualDisk added = disks.Single(disk => disk.Key != first.Key);
        return Lines(
            $"{string.Join(", ", disks.Select(disk => disk.CapacityInKB))} KB",
            added.Key > 0 ? "key above 0" : $"key {added.Key}",
            FileOf(added)!.EndsWith(".vmdk", StringComparison.Ordinal) && FileOf(added) != FileOf(first) ? "file of its own" : FileOf(added),
            added.UnitNumber != first.UnitNumber ? "unit of its own" : $"unit {added.UnitNumber}");
    });

    [Fact]
    public Task A_disk_grows() => CaseAsync("done; 12582912 KB", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("disk-grow");
        return Lines(await ResizeAsync(s, vm, 12), await CapacityAsync(s, vm));
    });

    [Fact]
    public Task A_disk_does_not_shrink() => CaseAsync("InvalidDeviceSpec; 8388608 KB", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("disk-shrink");
        string end = await ResizeAsync(s, vm, 4);
        return Lines(VimFaultIs(end, "InvalidDeviceSpec") ? "InvalidDeviceSpec" : end, await CapacityAsync(s, vm));
    });

    [Fact]
    public Task A_disk_with_a_snapshot_does_not_grow() => CaseAsync("refused; 8388608 KB", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("disk-grow-parent");
        await s.SnapshotAsync(vm, "before");
        string end = await ResizeAsync(s, vm, 12);
        return Lines(VimFaultIs(end, "InvalidDeviceSpec") || VimFaultIs(end, "InvalidState") || end is "NotSupported" or "InvalidArgument" ? "refused" : end, await CapacityAsync(s, vm));
    });

    [Fact]
    public Task A_disk_reports_its_capacity_in_bytes_too() => CaseAsync("8589934592", async s =>
        $"{Disk(await s.ConfigAsync(await s.FindAsync(Names.Stopped))).CapacityInBytes}");

    [Fact]
    public Task An_adapter_is_added() => CaseAsync("2 adapters; another key; address of its own", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("nic-add");
        VirtualMachineConfigInfo config = await s.ReconfigureAsync(vm, new VirtualMachineConfigSpec { DeviceChange = [Specs.Add(NewCard())] });
        List<VirtualEthernetCard> cards = [.. config.Hardware!.Device!.OfType<VirtualEthernetCard>()];
        return Lines(
            $"{cards.Count} adapters",
            cards.Select(card => card.Key).Distinct().Count() == 2 && cards.All(card => card.Key > 0) ? "another key" : "the same key",
            cards.Select(card => card.MacAddress).Distinct().Count() == 2 && cards.All(card => card.MacAddress is { Length: 17 }) ? "address of its own" : "the same address");
    });

    [Fact]
    public Task An_adapter_moves_to_another_network() => CaseOfItsOwnAsync("DC0_DVPG0", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("nic-move");
        ManagedObjectReference portgroup = await s.FindAsync(Names.Portgroup);
        VirtualEthernetCard card = (await s.DevicesAsync<VirtualEthernetCard>(vm)).Single();
        card.Backing = new VirtualEthernetCardDistributedVirtualPortBackingInfo
        {
            Port = new DistributedVirtualSwitchPortConnection { PortgroupKey = $"{await s.ReadAsync(portgroup, "key")}", SwitchUuid = await SwitchUuidAsync(s, portgroup) },
        };
        await s.ReconfigureAsync(vm, new VirtualMachineConfigSpec { DeviceChange = [Specs.Edit(card)] });
        return await NameAsync(s, (await s.ReadAsync<IReadOnlyList<ManagedObjectReference>>(vm, "network")).Single());
    });

    [Fact]
    public Task An_adapter_is_removed() => CaseAsync("0 adapters; 0 networks", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("nic-remove");
        VirtualMachineConfigInfo config = await s.ReconfigureAsync(vm, new VirtualMachineConfigSpec { DeviceChange = [Specs.Remove((await s.DevicesAsync<VirtualEthernetCard>(vm)).Single())] });
        int networks = await s.ReadAsync(vm, "network") is IReadOnlyList<ManagedObjectReference> list ? list.Count : 0;
        return Lines($"{config.Hardware!.Device!.OfType<VirtualEthernetCard>().Count()} adapters", $"{networks} networks");
    });

    [Fact]
    public Task A_disk_is_removed() => CaseAsync("0 disks", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("disk-remove");
        VirtualMachineConfigInfo config = await s.ReconfigureAsync(vm, new VirtualMachineConfigSpec { DeviceChange = [Specs.Remove((await s.DevicesAsync<VirtualDisk>(vm)).Single())] });
        return $"{config.Hardware!.Device!.OfType<VirtualDisk>().Count()} disks";
    });

    [Fact]
    public Task A_device_that_is_not_there_cannot_be_removed() => CaseAsync("InvalidDeviceSpec", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("device-unknown");
        VirtualEthernetCard card = (await s.DevicesAsync<VirtualEthernetCard>(vm)).Single();
        card.Key = 4999;
        string end = await EndOfAsync(() => s.ReconfigureAsync(vm, new VirtualMachineConfigSpec { DeviceChange = [Specs.Remove(card)] }));
        return VimFaultIs(end, "InvalidDeviceSpec") ? "InvalidDeviceSpec" : end;
    });

    [Fact]
    public Task A_network_that_is_not_there_is_refused() => CaseOfItsOwnAsync("InvalidDeviceSpec; 1 adapters", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("nic-nowhere");
        VirtualVmxnet3 card = NewCard();
        card.Backing = new VirtualEthernetCardNetworkBackingInfo { DeviceName = "no such network" };
        string end = await EndOfAsync(() => s.ReconfigureAsync(vm, new VirtualMachineConfigSpec { DeviceChange = [Specs.Add(card)] }));
        return end == "no answer" ? end : Lines(VimFaultIs(end, "InvalidDeviceSpec") ? "InvalidDeviceSpec" : end, $"{(await s.DevicesAsync<VirtualEthernetCard>(vm)).Count} adapters");
    });

    [Fact]
    public Task Every_change_makes_another_change_version() => CaseAsync("another", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("change-version");
        string? before = (await s.ConfigAsync(vm)).ChangeVersion;
        return (await s.ReconfigureAsync(vm, new VirtualMachineConfigSpec { Annotation = "noted" })).ChangeVersion == before ? "the same" : "another";
    });

    [Fact]
    public Task A_change_to_what_has_changed_since_is_refused() => CaseAsync("done; ConcurrentAccess; second", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("concurrent");
        string? version = (await s.ConfigAsync(vm)).ChangeVersion;
        return Lines(
            await EndOfAsync(() => s.ReconfigureAsync(vm, new VirtualMachineConfigSpec { Annotation = "second", ChangeVersion = version })),
            await EndOfAsync(() => s.ReconfigureAsync(vm, new VirtualMachineConfigSpec { Annotation = "third", ChangeVersion = version is "" or null ? "stale" : version })),
            (await s.ConfigAsync(vm)).Annotation);
    });

    [Fact]
    public Task An_unknown_guest_is_refused() => CaseAsync("InvalidArgument; debian8_64Guest", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("guest-id");
        return Lines(await EndOfAsync(() => s.ReconfigureAsync(vm, new VirtualMachineConfigSpec { GuestId = "no-such-guest" })), (await s.ConfigAsync(vm)).GuestId);
    });

    [Fact]
    public Task No_CPU_is_too_few() => CaseAsync("InvalidArgument; 1", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("cpu-none");
        string end = await EndOfAsync(() => s.ReconfigureAsync(vm, new VirtualMachineConfigSpec { NumCPUs = -1 }));
        return Lines(end == "InvalidVmConfig" ? "InvalidArgument" : end, (await s.ConfigAsync(vm)).Hardware!.NumCPU);
    });

    [Fact]
    public Task One_bad_change_leaves_all_as_it_was() => CaseAsync("1; 1 adapters", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("all-or-nothing");
        VirtualEthernetCard unknown = (await s.DevicesAsync<VirtualEthernetCard>(vm)).Single();
        unknown.Key = 4999;
        await EndOfAsync(() => s.ReconfigureAsync(vm, new VirtualMachineConfigSpec { NumCPUs = 2, DeviceChange = [Specs.Add(NewCard()), Specs.Remove(unknown)] }));
        VirtualMachineConfigInfo config = await s.ConfigAsync(vm);
        return Lines(config.Hardware!.NumCPU, $"{config.Hardware.Device!.OfType<VirtualEthernetCard>().Count()} adapters");
    });

    private static VirtualMachineConfigSpec Options(params IReadOnlyList<(string Key, string Value)> options)
        => new() { ExtraConfig = [.. options.Select(option => new OptionValue { Key = option.Key, Value = option.Value })] };

    private static VirtualDeviceConfigSpec NewDisk(VirtualDisk beside, int gib) => Specs.Add(
        new VirtualDisk
        {
            Key = -1,
            ControllerKey = beside.ControllerKey,
            UnitNumber = beside.UnitNumber + 1,
            CapacityInKB = gib * KibPerGib,
            CapacityInBytes = (long)gib << 30,
            Backing = new VirtualDiskFlatVer2BackingInfo { FileName = "", DiskMode = "persistent", ThinProvisioned = true },
        },
        createsFile: true);

    private static VirtualVmxnet3 NewCard() => new()
    {
        Key = -1,
        AddressType = "generated",
        Backing = new VirtualEthernetCardNetworkBackingInfo { DeviceName = "VM Network" },
        Connectable = new VirtualDeviceConnectInfo { StartConnected = true, AllowGuestControl = true },
    };

    private static async Task<string> ResizeAsync(BehaviourSession s, ManagedObjectReference vm, int gib)
    {
        VirtualDisk disk = (await s.DevicesAsync<VirtualDisk>(vm)).Single();
        disk.CapacityInKB = gib * KibPerGib;
        disk.CapacityInBytes = (long)gib << 30;
        return await EndOfAsync(() => s.ReconfigureAsync(vm, new VirtualMachineConfigSpec { DeviceChange = [Specs.Edit(disk)] }));
    }

    private static async Task<string> CapacityAsync(BehaviourSession s, ManagedObjectReference vm)
        => $"{string.Join(", ", (await s.DevicesAsync<VirtualDisk>(vm)).Select(disk => disk.CapacityInKB))} KB";

    private static async Task<string> SwitchUuidAsync(BehaviourSession s, ManagedObjectReference portgroup)
        => $"{await s.ReadAsync(await s.ReadAsync<ManagedObjectReference>(portgroup, "config.distributedVirtualSwitch"), "uuid")}";
}
