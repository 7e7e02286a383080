using VmSnapshot.Vim25;

namespace VmSnapshot.IntegrationTests.Behaviour;

/// <summary>Native snapshots.</summary>
public abstract partial class BehaviourSuite
{
    [Fact]
    public Task A_VM_without_snapshots_has_no_tree() => CaseAsync("nothing", async s =>
        await s.ReadAsync(await s.FindAsync(Names.Stopped), "snapshot") is null ? "nothing" : "something");

    [Fact]
    public Task A_snapshot_stands_in_the_tree_with_what_it_is() => CaseAsync("first: of a test, poweredOff, not quiesced; it is the current one", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("snap-one");
        ManagedObjectReference snapshot = await s.SnapshotAsync(vm, "first");
        var tree = await s.ReadAsync<VirtualMachineSnapshotInfo>(vm, "snapshot");
        VirtualMachineSnapshotTree root = tree.RootSnapshotList!.Single();
        return Lines(
            $"{root.Name}: {root.Description}, {root.State}, {(root.Quiesced ? "quiesced" : "not quiesced")}",
            root.Snapshot == snapshot && tree.CurrentSnapshot == snapshot ? "it is the current one" : "it is not the current one");
    });

    [Fact]
    public Task Each_snapshot_is_a_child_of_the_one_before() => CaseAsync("a(b(c)); current c", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("snap-chain");
        await ThreeSnapshotsAsync(s, vm);
        return await TreeAsync(s, vm);
    });

    [Fact]
    public Task A_snapshot_lists_its_children() => CaseAsync("1; 0", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("snap-children");
        ManagedObjectReference first = await s.SnapshotAsync(vm, "a");
        ManagedObjectReference second = await s.SnapshotAsync(vm, "b");
        return Lines(await CountAsync(first), await CountAsync(second));

        async Task<int> CountAsync(ManagedObjectReference snapshot)
            => await s.ReadAsync(snapshot, "childSnapshot") is IReadOnlyList<ManagedObjectReference> children ? children.Count : 0;
    });

    [Fact]
    public Task Children_of_a_snapshot_that_is_removed_move_up() => CaseAsync("a(c); current c", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("snap-remove");
        IReadOnlyList<ManagedObjectReference> snapshots = await ThreeSnapshotsAsync(s, vm);
        await s.ResultOfAsync(s.Client.RemoveSnapshotTaskAsync(snapshots[1], removeChildren: false, cancellationToken: Stop));
        return await TreeAsync(s, vm);
    });

    [Fact]
    public Task Children_are_removed_with_a_snapshot_on_request() => CaseAsync("a; current a", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("snap-remove-children");
        IReadOnlyList<ManagedObjectReference> snapshots = await ThreeSnapshotsAsync(s, vm);
        await s.ResultOfAsync(s.Client.RemoveSnapshotTaskAsync(snapshots[1], removeChildren: true, cancellationToken: Stop));
        return await TreeAsync(s, vm);
    });

    [Fact]
    public Task Nothing_is_left_when_the_last_snapshot_is_removed() => CaseAsync("nothing; ManagedObjectNotFound", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("snap-last");
        ManagedObjectReference snapshot = await s.SnapshotAsync(vm, "only");
        await s.ResultOfAsync(s.Client.RemoveSnapshotTaskAsync(snapshot, removeChildren: false, cancellationToken: Stop));
        return Lines(
            await TreeAsync(s, vm),
            await EndOfAsync(() => s.ResultOfAsync(s.Client.RemoveSnapshotTaskAsync(snapshot, removeChildren: false, cancellationToken: Stop))));
    });

    [Fact]
    public Task A_snapshot_holds_the_configuration_of_then() => CaseAsync("1", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("snap-config");
        ManagedObjectReference snapshot = await s.SnapshotAsync(vm, "then");
        await s.ReconfigureAsync(vm, new VirtualMachineConfigSpec { NumCPUs = 2 });
        return $"{(await s.ReadAsync<VirtualMachineConfigInfo>(snapshot, "config")).Hardware!.NumCPU}";
    });

    [Fact]
    public Task After_a_snapshot_the_VM_writes_to_a_disk_of_its_own() => CaseAsync("another file; hangs on the first", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("snap-disk");
        string? before = FileOf(Disk(await s.ConfigAsync(vm)));
        await s.SnapshotAsync(vm, "then");
        VirtualDisk disk = Disk(await s.ConfigAsync(vm));
        return Lines(
            FileOf(disk) == before ? "the same file" : "another file",
            (disk.Backing as VirtualDiskFlatVer2BackingInfo)?.Parent?.FileName == before ? "hangs on the first" : "hangs on another");
    });

    [Fact]
    public Task Disks_are_consolidated_on_request() => CaseAsync("done; False", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("consolidate");
        return Lines(
            await EndOfAsync(() => s.ResultOfAsync(s.Client.ConsolidateVMDisksTaskAsync(vm, Stop))),
            await s.ReadAsync(vm, "runtime.consolidationNeeded") ?? false);
    });

    private static async Task<IReadOnlyList<ManagedObjectReference>> ThreeSnapshotsAsync(BehaviourSession s, ManagedObjectReference vm)
        => [await s.SnapshotAsync(vm, "a"), await s.SnapshotAsync(vm, "b"), await s.SnapshotAsync(vm, "c")];

    private static async Task<string> TreeAsync(BehaviourSession s, ManagedObjectReference vm)
    {
        if (await s.ReadAsync(vm, "snapshot") is not VirtualMachineSnapshotInfo { RootSnapshotList: { Count: > 0 } roots } info)
        {
            return "nothing";
        }

        return Lines(Text(roots), $"current {All(roots).SingleOrDefault(node => node.Snapshot == info.CurrentSnapshot)?.Name}");

        static string Text(IEnumerable<VirtualMachineSnapshotTree> trees) => string.Join(
            ", ", trees.Select(tree => tree.ChildSnapshotList is { Count: > 0 } children ? $"{tree.Name}({Text(children)})" : tree.Name));

        static IEnumerable<VirtualMachineSnapshotTree> All(IEnumerable<VirtualMachineSnapshotTree> trees)
            => trees.SelectMany(tree => All(tree.ChildSnapshotList ?? []).Prepend(tree));
    }
}
