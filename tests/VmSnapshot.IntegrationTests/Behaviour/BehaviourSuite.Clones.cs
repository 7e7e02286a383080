using VmSnapshot.Vim25;

namespace VmSnapshot.IntegrationTests.Behaviour;

/// <summary>CloneVM_Task, and what it leaves alone.</summary>
public abstract partial class BehaviourSuite
{
    private static readonly ManagedObjectReference NoSuchFolder = new("Folder", "group-v999999");
    private static readonly ManagedObjectReference NoSuchPool = new("ResourcePool", "resgroup-999999");
    private static readonly ManagedObjectReference NoSuchDatastore = new("Datastore", "datastore-999999");
    private static readonly ManagedObjectReference NoSuchHost = new("HostSystem", "host-999999");

    [Fact]
    public Task A_clone_is_made_where_it_is_asked_for() => CaseAsync("Golden; DC0_C0_RP1; LocalDS_1; poweredOff", async s =>
    {
        var spec = new VirtualMachineCloneSpec
        {
            Location = new VirtualMachineRelocateSpec { Pool = await s.FindAsync(Names.OtherPool), Datastore = await s.FindAsync(Names.OtherDatastore) },
        };
        var clone = (ManagedObjectReference)(await s.ResultOfAsync(s.Client.CloneVMTaskAsync(
            await s.FindAsync(Names.Stopped), await s.FindAsync(Names.Golden), "placed", spec, Stop)))!;
        return Lines(
            await NameAsync(s, await s.ReadAsync<ManagedObjectReference>(clone, "parent")),
            await NameAsync(s, await s.ReadAsync<ManagedObjectReference>(clone, "resourcePool")),
            await NameAsync(s, (await s.ReadAsync<IReadOnlyList<ManagedObjectReference>>(clone, "datastore")).Single()),
            await s.ReadAsync(clone, "runtime.powerState"));
    });

    [Fact]
    public Task A_clone_has_the_hardware_of_its_source() => CaseAsync("4 CPUs; 2 per socket; 4096 MB; 16777216, 41943040 KB; 2 adapters", async s =>
    {
        var spec = new VirtualMachineCloneSpec { Location = new VirtualMachineRelocateSpec { Pool = await s.FindAsync(Names.Pool) } };
        VirtualMachineConfigInfo config = await s.ConfigAsync(await s.CloneAsync(await s.FindAsync(Names.AppServer), "same-hardware", spec));
        return Lines(
            $"{config.Hardware!.NumCPU} CPUs",
            $"{config.Hardware.NumCoresPerSocket} per socket",
            $"{config.Hardware.MemoryMB} MB",
            $"{string.Join(", ", config.Hardware.Device!.OfType<VirtualDisk>().Select(disk => disk.CapacityInKB))} KB",
            $"{config.Hardware.Device!.OfType<VirtualEthernetCard>().Count()} adapters");
    });

    [Fact]
    public Task A_clone_has_an_identity_of_its_own() => CaseAsync("own uuid; own instanceUuid; own MAC address; own disk file; own annotation", async s =>
    {
        VirtualMachineConfigInfo source = await s.ConfigAsync(await s.FindAsync(Names.Stopped));
        VirtualMachineConfigInfo clone = await s.ConfigAsync(await s.NewVmAsync("identity", spec => spec.Config = new VirtualMachineConfigSpec { Annotation = "mine" }));
        return Lines(
            $"{Whose(source.Uuid, clone.Uuid)} uuid",
            $"{Whose(source.InstanceUuid, clone.InstanceUuid)} instanceUuid",
            $"{Whose(Card(source).MacAddress, Card(clone).MacAddress)} MAC address",
            $"{Whose(FileOf(Disk(source)), FileOf(Disk(clone)))} disk file",
            $"{Whose(source.Annotation, clone.Annotation)} annotation");

        static string Whose(string? source, string? clone) => source == clone ? "the source's" : "own";
    });

    [Fact]
    public Task The_source_stays_as_it_is() => CaseAsync("as before", async s =>
    {
        ManagedObjectReference source = await s.FindAsync(Names.AppServer);
        string before = Shape(await s.ConfigAsync(source));
        await s.CloneAsync(source, "beside-the-source", new VirtualMachineCloneSpec { Location = new VirtualMachineRelocateSpec { Pool = await s.FindAsync(Names.Pool) } });
        string after = Shape(await s.ConfigAsync(source));
        return before == after ? "as before" : $"{before} became {after}";

        static string Shape(VirtualMachineConfigInfo config) => Lines(
            config.Uuid, config.InstanceUuid, config.Hardware!.NumCPU,
            string.Join(' ', config.Hardware.Device!.OfType<VirtualDisk>().Select(disk => $"{disk.Key} {FileOf(disk)} {disk.CapacityInKB}")),
            string.Join(' ', config.Hardware.Device!.OfType<VirtualEthernetCard>().Select(card => $"{card.Key} {card.MacAddress}")));
    });

    [Fact]
    public Task A_clone_of_a_running_VM_is_off() => CaseAsync("poweredOff", async s =>
    {
        var spec = new VirtualMachineCloneSpec { Location = new VirtualMachineRelocateSpec { Pool = await s.FindAsync(Names.Pool) } };
        return $"{await s.ReadAsync(await s.CloneAsync(await s.FindAsync(Names.AppServer), "of-a-running-one", spec), "runtime.powerState")}";
    });

    [Fact]
    public Task A_clone_is_powered_on_when_asked_for() => CaseAsync("poweredOn", async s =>
    {
        ManagedObjectReference clone = await s.NewVmAsync("clone-on", spec => spec.PowerOn = true);
        for (int attempt = 0; attempt < 50 && await s.ReadAsync<VirtualMachinePowerState>(clone, "runtime.powerState") != VirtualMachinePowerState.PoweredOn; attempt++)
        {
            await Task.Delay(20, Stop); // the power-on is a task of its own, which nothing names
        }

        return $"{await s.ReadAsync(clone, "runtime.powerState")}";
    });

    [Fact]
    public Task A_name_that_is_taken_in_the_folder_is_refused() => CaseAsync("DuplicateName; names the VM that has it", async s =>
    {
        ManagedObjectReference first = await s.NewVmAsync("taken-name");
        try
        {
            await s.NewVmAsync("taken-name");
            return Done;
        }
        catch (VimFaultException fault)
        {
            return Lines(fault.FaultName, fault.Fault is DuplicateName { Name: "taken-name" } duplicate && duplicate.Object == first ? "names the VM that has it" : "names another");
        }
    });

    [Fact]
    public Task A_name_may_be_taken_in_another_folder() => CaseAsync(Done, async s =>
    {
        await s.NewVmAsync("in-two-folders");
        var spec = new VirtualMachineCloneSpec { Location = new VirtualMachineRelocateSpec { Pool = await s.FindAsync(Names.Pool) } };
        return await EndOfAsync(async () => await s.ResultOfAsync(s.Client.CloneVMTaskAsync(
            await s.FindAsync(Names.Stopped), await s.FindAsync(Names.Golden), "in-two-folders", spec, Stop)));
    });

    [Fact]
    public Task A_slash_in_the_name_of_a_clone_is_escaped() => CaseAsync("web%2fclone; VirtualMachine", async s =>
    {
        ManagedObjectReference clone = await s.NewVmAsync("web/clone");
        return Lines(await NameAsync(s, clone), await TypeAtAsync(s, "DC0/vm/web%2fclone"));
    });

    [Fact]
    public Task A_clone_without_a_name_is_refused() => CaseOfItsOwnAsync("refused", async s =>
    {
        string end = await EndOfAsync(() => s.NewVmAsync(""));
        return end is "InvalidName" or "InvalidArgument" || VimFaultIs(end, "VmConfigFault") ? "refused" : end;
    });

    [Fact]
    public Task A_clone_into_a_folder_that_is_not_there_is_refused() => CaseOfItsOwnAsync("ManagedObjectNotFound", s => CloneEndAsync(s, NoSuchFolder, _ => { }));

    [Fact]
    public Task A_clone_into_a_pool_that_is_not_there_is_refused() => CaseOfItsOwnAsync(
        "ManagedObjectNotFound", async s => await CloneEndAsync(s, await s.FindAsync(Names.VmFolder), location => location.Pool = NoSuchPool));

    [Fact]
    public Task A_clone_onto_a_datastore_that_is_not_there_is_refused() => CaseOfItsOwnAsync(
        "ManagedObjectNotFound", async s => await CloneEndAsync(s, await s.FindAsync(Names.VmFolder), location => location.Datastore = NoSuchDatastore));

    [Fact]
    public Task A_clone_onto_a_host_that_is_not_there_is_refused() => CaseOfItsOwnAsync(
        "ManagedObjectNotFound", async s => await CloneEndAsync(s, await s.FindAsync(Names.VmFolder), location => location.Host = NoSuchHost));

    [Fact]
    public Task The_annotation_and_extraConfig_of_the_spec_are_applied() => CaseAsync("noted; yes", async s =>
    {
        VirtualMachineConfigInfo config = await s.ConfigAsync(await s.NewVmAsync("clone-noted", spec => spec.Config = new VirtualMachineConfigSpec
        {
            Annotation = "noted",
            ExtraConfig = [new OptionValue { Key = "vmsnapshot.behaviour", Value = "yes" }],
        }));
        return Lines(config.Annotation, Option(config, "vmsnapshot.behaviour"));
    });

    [Fact]
    public Task The_extraConfig_of_the_spec_is_applied() => CaseAsync("yes", async s =>
        Option(await s.ConfigAsync(await s.NewVmAsync("clone-option", spec => spec.Config = new VirtualMachineConfigSpec
        {
            ExtraConfig = [new OptionValue { Key = "vmsnapshot.behaviour", Value = "yes" }],
        })), "vmsnapshot.behaviour"));

    [Fact]
    public Task The_CPUs_and_memory_of_the_spec_are_applied() => CaseAsync("4; 2; 2048", async s =>
    {
        VirtualMachineConfigInfo config = await s.ConfigAsync(await s.NewVmAsync("clone-sized", spec => spec.Config = new VirtualMachineConfigSpec
        {
            NumCPUs = 4,
            NumCoresPerSocket = 2,
            MemoryMB = 2048,
        }));
        return Lines(config.Hardware!.NumCPU, config.Hardware.NumCoresPerSocket, config.Hardware.MemoryMB);
    });

    [Fact]
    public Task An_instance_UUID_of_the_spec_is_applied() => CaseAsync("applied", async s =>
    {
        const string uuid = "52a7d6b1-0d6e-4a35-9b0b-6f2a4c1e9d77";
        VirtualMachineConfigInfo config = await s.ConfigAsync(await s.NewVmAsync("clone-uuid", spec => spec.Config = new VirtualMachineConfigSpec { InstanceUuid = uuid }));
        return config.InstanceUuid == uuid ? "applied" : "another";
    });

    [Fact]
    public Task An_instance_UUID_that_is_taken_is_replaced() => CaseAsync("another", async s =>
    {
        string? taken = (await s.ConfigAsync(await s.NewVmAsync("clone-uuid-owner"))).InstanceUuid;
        VirtualMachineConfigInfo config = await s.ConfigAsync(await s.NewVmAsync("clone-uuid-taken", spec => spec.Config = new VirtualMachineConfigSpec { InstanceUuid = taken }));
        return config.InstanceUuid == taken ? "the same" : "another";
    });

    [Fact]
    public Task A_clone_can_be_a_template() => CaseAsync("True; no pool", async s =>
    {
        ManagedObjectReference clone = await s.NewVmAsync("clone-template", spec => spec.Template = true);
        return Lines(await s.ReadAsync(clone, "config.template"), await s.ReadAsync(clone, "resourcePool") is null ? "no pool" : "a pool");
    });

    [Fact]
    public Task A_template_clones_into_a_pool() => CaseAsync("False; Resources", async s =>
    {
        ManagedObjectReference template = await s.NewVmAsync("source-template", spec => spec.Template = true);
        ManagedObjectReference clone = await s.CloneAsync(
            template, "from-template", new VirtualMachineCloneSpec { Location = new VirtualMachineRelocateSpec { Pool = await s.FindAsync(Names.Pool) } });
        return Lines(await s.ReadAsync(clone, "config.template"), await NameAsync(s, await s.ReadAsync<ManagedObjectReference>(clone, "resourcePool")));
    });

    [Fact]
    public Task A_template_does_not_clone_into_a_VM_without_a_pool() => CaseAsync("InvalidArgument", async s =>
    {
        ManagedObjectReference template = await s.NewVmAsync("poolless-template", spec => spec.Template = true);
        return await EndOfAsync(() => s.CloneAsync(template, "from-poolless-template", new VirtualMachineCloneSpec { Location = new VirtualMachineRelocateSpec() }));
    });

    [Fact]
    public Task A_clone_of_a_snapshot_has_the_hardware_of_then() => CaseAsync("1 CPUs now 2", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("snapshot-source");
        ManagedObjectReference snapshot = await s.SnapshotAsync(vm, "before");
        int now = (await s.ReconfigureAsync(vm, new VirtualMachineConfigSpec { NumCPUs = 2 })).Hardware!.NumCPU;
        ManagedObjectReference clone = await s.CloneAsync(
            vm, "of-snapshot", new VirtualMachineCloneSpec { Location = new VirtualMachineRelocateSpec { Pool = await s.FindAsync(Names.Pool) }, Snapshot = snapshot });
        return $"{(await s.ConfigAsync(clone)).Hardware!.NumCPU} CPUs now {now}";
    });

    [Fact]
    public Task A_linked_clone_hangs_on_the_disk_of_the_snapshot() => CaseAsync("the source's file", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("linked-source");
        string? file = FileOf(Disk(await s.ConfigAsync(vm)));
        ManagedObjectReference snapshot = await s.SnapshotAsync(vm, "base");
        ManagedObjectReference clone = await s.CloneAsync(vm, "linked", new VirtualMachineCloneSpec
        {
            Location = new VirtualMachineRelocateSpec { Pool = await s.FindAsync(Names.Pool), DiskMoveType = "createNewChildDiskBacking" },
            Snapshot = snapshot,
        });
        var parent = (Disk(await s.ConfigAsync(clone)).Backing as VirtualDiskFlatVer2BackingInfo)?.Parent;
        return parent is null ? "no parent" : parent.FileName == file ? "the source's file" : "another file";
    });

    [Fact]
    public Task A_clone_can_be_checked_beforehand() => CaseAsync("no error; DuplicateName", async s =>
    {
        ManagedObjectReference vm = await s.FindAsync(Names.Stopped);
        return Lines(await CheckAsync("checked"), await CheckAsync("app-server"));

        async Task<string> CheckAsync(string name)
        {
            var spec = new VirtualMachineCloneSpec { Location = new VirtualMachineRelocateSpec { Pool = await s.FindAsync(Names.Pool) } };
            object? result = await s.ResultOfAsync(s.Client.CheckCloneTaskAsync(
                s.Content.VmProvisioningChecker!, vm, await s.FindAsync(Names.VmFolder), name, spec, cancellationToken: Stop));
            List<LocalizedMethodFault> errors = [.. ((result as IEnumerable<object>) ?? []).OfType<CheckResult>().SelectMany(check => check.Error ?? [])];
            return errors.Count == 0 ? "no error" : Sorted(errors.Select(error => error.Fault?.WireTypeName));
        }
    });

    private static async Task<string> CloneEndAsync(BehaviourSession s, ManagedObjectReference folder, Action<VirtualMachineRelocateSpec> place)
    {
        var location = new VirtualMachineRelocateSpec { Pool = await s.FindAsync(Names.Pool) };
        place(location);
        ManagedObjectReference source = await s.FindAsync(Names.Stopped);
        return await EndOfAsync(() => s.ResultOfAsync(s.Client.CloneVMTaskAsync(source, folder, "misplaced", new VirtualMachineCloneSpec { Location = location }, Stop)));
    }

    private static VirtualDisk Disk(VirtualMachineConfigInfo config) => config.Hardware!.Device!.OfType<VirtualDisk>().First();

    private static VirtualEthernetCard Card(VirtualMachineConfigInfo config) => config.Hardware!.Device!.OfType<VirtualEthernetCard>().First();

    private static string? FileOf(VirtualDisk disk) => (disk.Backing as VirtualDeviceFileBackingInfo)?.FileName;

    private static string Option(VirtualMachineConfigInfo config, string key)
        => $"{(config.ExtraConfig ?? []).LastOrDefault(option => option.Key == key)?.Value ?? "not there"}";
}
