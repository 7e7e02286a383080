using VmSnapshot.Vim25;

namespace VmSnapshot.IntegrationTests.Behaviour;

/// <summary>Folders, and renaming, moving and destroying what is in them.</summary>
public abstract partial class BehaviourSuite
{
    [Fact]
    public Task A_folder_is_made() => CaseAsync("Folder; in the folder of VMs; may hold VMs", async s =>
    {
        ManagedObjectReference parent = await s.FindAsync(Names.VmFolder);
        ManagedObjectReference folder = await s.Client.CreateFolderAsync(parent, "new-folder", Stop);
        var types = await s.ReadAsync<IReadOnlyList<string>>(folder, "childType");
        return Lines(
            await TypeAtAsync(s, "DC0/vm/new-folder"),
            await s.ReadAsync<ManagedObjectReference>(folder, "parent") == parent ? "in the folder of VMs" : "elsewhere",
            types.Contains("VirtualMachine") ? "may hold VMs" : "may hold no VMs");
    });

    [Fact]
    public Task A_folder_of_a_name_that_is_taken_is_refused() => CaseAsync("DuplicateName; DuplicateName", async s =>
    {
        ManagedObjectReference parent = await s.FindAsync(Names.VmFolder);
        return Lines(
            await EndOfAsync(() => s.Client.CreateFolderAsync(parent, "Golden", Stop)),
            await EndOfAsync(() => s.Client.CreateFolderAsync(parent, "stopped", Stop)));
    });

    [Fact]
    public Task A_slash_in_the_name_of_a_folder_is_escaped() => CaseAsync("a%2fb; Folder", async s =>
    {
        ManagedObjectReference folder = await s.Client.CreateFolderAsync(await s.FindAsync(Names.VmFolder), "a/b", Stop);
        return Lines(await NameAsync(s, folder), await TypeAtAsync(s, "DC0/vm/a%2fb"));
    });

    [Fact]
    public Task A_folder_without_a_name_is_refused() => CaseOfItsOwnAsync("InvalidName", async s =>
    {
        ManagedObjectReference parent = await s.FindAsync(Names.VmFolder);
        return await EndOfAsync(() => s.Client.CreateFolderAsync(parent, "", Stop));
    });

    [Fact]
    public Task An_entity_is_renamed() => CaseAsync("rename-after; rename-after", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("rename-before");
        await s.ResultOfAsync(s.Client.RenameTaskAsync(vm, "rename-after", Stop));
        return Lines(await NameAsync(s, vm), await s.ReadAsync(vm, "config.name"));
    });

    [Fact]
    public Task A_rename_to_a_name_that_is_taken_is_refused() => CaseAsync("DuplicateName; rename-taken", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("rename-taken");
        return Lines(await EndOfAsync(() => s.ResultOfAsync(s.Client.RenameTaskAsync(vm, "stopped", Stop))), await NameAsync(s, vm));
    });

    [Fact]
    public Task A_VM_moves_into_a_folder() => CaseAsync("done; Golden; VirtualMachine; nothing", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("moving");
        ManagedObjectReference golden = await s.FindAsync(Names.Golden);
        return Lines(
            await EndOfAsync(() => s.ResultOfAsync(s.Client.MoveIntoFolderTaskAsync(golden, [vm], Stop))),
            await NameAsync(s, await s.ReadAsync<ManagedObjectReference>(vm, "parent")),
            await TypeAtAsync(s, "DC0/vm/Golden/moving"),
            await TypeAtAsync(s, "DC0/vm/moving"));
    });

    [Fact]
    public Task A_VM_does_not_move_to_where_its_name_is_taken() => CaseAsync("DuplicateName; vm", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("golden-linux");
        ManagedObjectReference golden = await s.FindAsync(Names.Golden);
        string end = await EndOfAsync(() => s.ResultOfAsync(s.Client.MoveIntoFolderTaskAsync(golden, [vm], Stop)));
        string where = await NameAsync(s, await s.ReadAsync<ManagedObjectReference>(vm, "parent"));
        await s.ResultOfAsync(s.Client.DestroyTaskAsync(vm, Stop)); // other cases look for this name
        return Lines(end, where);
    });

    [Fact]
    public Task A_VM_does_not_move_into_a_folder_of_hosts() => CaseAsync("refused; vm", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("moving-to-hosts");
        ManagedObjectReference hosts = await s.FindAsync(Names.HostFolder);
        string end = await EndOfAsync(() => s.ResultOfAsync(s.Client.MoveIntoFolderTaskAsync(hosts, [vm], Stop)));
        return Lines(end is "InvalidFolder" or "NotSupported" ? "refused" : end, await NameAsync(s, await s.ReadAsync<ManagedObjectReference>(vm, "parent")));
    });

    [Fact]
    public Task What_is_destroyed_is_gone_everywhere() => CaseAsync("done; nothing; not in the pool; ManagedObjectNotFound", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("destroyed");
        return Lines(
            await EndOfAsync(() => s.ResultOfAsync(s.Client.DestroyTaskAsync(vm, Stop))),
            await TypeAtAsync(s, "DC0/vm/destroyed"),
            await IsInPoolAsync(s, vm, Names.Pool) ? "in the pool" : "not in the pool",
            await EndOfAsync(() => s.Client.DestroyTaskAsync(vm, Stop)));
    });

    [Fact]
    public Task A_destroyed_folder_takes_its_VMs_with_it() => CaseAsync("done; ManagedObjectNotFound; ManagedObjectNotFound", async s =>
    {
        ManagedObjectReference folder = await s.Client.CreateFolderAsync(await s.FindAsync(Names.VmFolder), "doomed", Stop);
        var spec = new VirtualMachineCloneSpec { Location = new VirtualMachineRelocateSpec { Pool = await s.FindAsync(Names.Pool) } };
        var vm = (ManagedObjectReference)(await s.ResultOfAsync(s.Client.CloneVMTaskAsync(await s.FindAsync(Names.Stopped), folder, "doomed-vm", spec, Stop)))!;
        return Lines(
            await EndOfAsync(() => s.ResultOfAsync(s.Client.DestroyTaskAsync(folder, Stop))),
            await EndOfAsync(() => s.ReadAsync(folder, "name")),
            await EndOfAsync(() => s.ReadAsync(vm, "name")));
    });
}
