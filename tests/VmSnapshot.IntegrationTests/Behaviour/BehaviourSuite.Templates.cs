using VmSnapshot.Vim25;

namespace VmSnapshot.IntegrationTests.Behaviour;

/// <summary>MarkAsTemplate and MarkAsVirtualMachine.</summary>
public abstract partial class BehaviourSuite
{
    [Fact]
    public Task A_VM_becomes_a_template_and_leaves_its_pool() => CaseAsync("True; no pool; not in the pool", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("mark-1");
        await s.Client.MarkAsTemplateAsync(vm, Stop);
        return Lines(
            await s.ReadAsync(vm, "config.template"),
            await s.ReadAsync(vm, "resourcePool") is null ? "no pool" : "a pool",
            await IsInPoolAsync(s, vm, Names.Pool) ? "in the pool" : "not in the pool");
    });

    [Fact]
    public Task A_running_VM_does_not_become_a_template() => CaseAsync("InvalidPowerState; False", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("mark-running");
        await s.PowerOnAsync(vm);
        return Lines(await EndOfAsync(() => s.Client.MarkAsTemplateAsync(vm, Stop)), await s.ReadAsync(vm, "config.template"));
    });

    [Fact]
    public Task A_template_does_not_become_one_again() => CaseAsync("NotSupported", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("mark-twice", spec => spec.Template = true);
        return await EndOfAsync(() => s.Client.MarkAsTemplateAsync(vm, Stop));
    });

    [Fact]
    public Task A_template_does_not_run() => CaseAsync("NotSupported; poweredOff", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("template-on", spec => spec.Template = true);
        return Lines(await EndOfAsync(() => s.PowerOnAsync(vm)), await s.ReadAsync(vm, "runtime.powerState"));
    });

    [Fact]
    public Task A_template_becomes_a_VM_in_a_pool() => CaseAsync("False; DC0_C0_RP1; in the pool; done", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("unmark", spec => spec.Template = true);
        await s.Client.MarkAsVirtualMachineAsync(vm, await s.FindAsync(Names.OtherPool), cancellationToken: Stop);
        return Lines(
            await s.ReadAsync(vm, "config.template"),
            await NameAsync(s, await s.ReadAsync<ManagedObjectReference>(vm, "resourcePool")),
            await IsInPoolAsync(s, vm, Names.OtherPool) ? "in the pool" : "not in the pool",
            await EndOfAsync(() => s.PowerOnAsync(vm)));
    });

    [Fact]
    public Task A_VM_does_not_become_a_VM() => CaseAsync("NotSupported", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("unmark-vm");
        return await EndOfAsync(async () => await s.Client.MarkAsVirtualMachineAsync(vm, await s.FindAsync(Names.Pool), cancellationToken: Stop));
    });

    [Fact]
    public Task A_template_needs_a_pool_that_is_there() => CaseOfItsOwnAsync("ManagedObjectNotFound", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("unmark-nowhere", spec => spec.Template = true);
        return await EndOfAsync(() => s.Client.MarkAsVirtualMachineAsync(vm, NoSuchPool, cancellationToken: Stop));
    });

    private static async Task<bool> IsInPoolAsync(BehaviourSession s, ManagedObjectReference vm, string pool)
        => await s.ReadAsync(await s.FindAsync(pool), "vm") is IReadOnlyList<ManagedObjectReference> members && members.Contains(vm);
}
