using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using VmSnapshot.Sdk;
using VmSnapshot.Simulator;
using VmSnapshot.Vim25;

namespace VmSnapshot.Benchmarks;

/// <summary>What the simulator does in the process that uses it: whole six-step runs, tasks at once, large inventories.</summary>
internal static class SimulatedRuns
{
    /// <summary>Six-step runs through the real gateway; what they make stays.</summary>
    public static async Task SixStepsAsync(int runs)
    {
        await using var services = new ServiceCollection().AddVmSnapshot().UseSimulatedVSphere(
                inventory => inventory.AddDatacenter("DC0", datacenter => datacenter.AddCluster("Cluster0", hosts: 4).AddDatastore("ds", 1_000_000_000).AddNetwork("net").AddVm("golden")),
                options => options.MaxRecordedCalls = 0).UseInMemoryStore().Services.BuildServiceProvider();
        for (var run = 0; run < Math.Min(runs, 100); run++)
        {
            await RunOnceAsync(services, $"warm-up-{run}");
        }

        var cpu = Environment.CpuUsage.UserTime;
        var started = Stopwatch.GetTimestamp();
        for (var run = 0; run < runs; run++)
        {
            await RunOnceAsync(services, $"run-{run}");
        }

        var elapsed = Stopwatch.GetElapsedTime(started);
        Console.WriteLine(FormattableString.Invariant(
            $"{runs} six-step runs in {elapsed.TotalSeconds:0.0} s, {runs / elapsed.TotalSeconds:0} a second, {(Environment.CpuUsage.UserTime - cpu).TotalMilliseconds / runs:0.00} ms CPU each, on {Environment.ProcessorCount} core(s)"));
    }

    /// <summary>So many clones that all run at the same time, by a clock that then is moved on.</summary>
    public static async Task TasksAsync(int tasks)
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var simulator = new VCenterSimulator(
            new VCenterSimulatorOptions { TimeProvider = clock, CloneDuration = TimeSpan.FromHours(1) },
            new InventoryDescription().AddDatacenter("DC0", datacenter => datacenter.AddCluster("Cluster0").AddDatastore("ds", 4_000_000).AddNetwork("net").AddVm("source")));
        await using var client = new VimClient(new VimClientOptions { Endpoint = VCenterSimulator.Endpoint, CreateTransport = simulator.CreateTransport });
        var content = await client.RetrieveServiceContentAsync(VimClient.ServiceInstance);
        await client.LoginAsync(content.SessionManager!, simulator.Options.UserName, simulator.Options.Password);
        var source = await client.FindByInventoryPathAsync(content.SearchIndex!, "DC0/vm/source");
        var folder = await client.FindByInventoryPathAsync(content.SearchIndex!, "DC0/vm");
        var started = Stopwatch.GetTimestamp();
        for (var number = 0; number < tasks; number++)
        {
            await client.CloneVMTaskAsync(source!, folder!, $"clone-{number}", new VirtualMachineCloneSpec { Location = new VirtualMachineRelocateSpec() });
        }

        var begun = Stopwatch.GetElapsedTime(started);
        started = Stopwatch.GetTimestamp();
        clock.Advance(TimeSpan.FromHours(1));
        var ended = Stopwatch.GetElapsedTime(started);
        var made = simulator.Inventory.VirtualMachines.Count - 1;
        Console.WriteLine(FormattableString.Invariant(
            $"{tasks} clones of an hour started in {begun.TotalSeconds:0.00} s, all running at once; the hour took {ended.TotalSeconds:0.00} s and left {made} VMs"));
    }

    /// <summary>A large inventory: how long until the first answer, and the memory that it keeps.</summary>
    public static async Task InventoryAsync(int vms)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var started = Stopwatch.GetTimestamp();
        await using var simulator = new VCenterSimulator(inventory: new InventoryDescription().AddDatacenter("DC0", datacenter => datacenter
            .AddCluster("Cluster0", hosts: 100).AddDatastore("ds", 2_000_000_000).AddNetwork("net").AddVm("vm-", vm => vm.Count = vms)));
        await using var client = new VimClient(new VimClientOptions { Endpoint = VCenterSimulator.Endpoint, CreateTransport = simulator.CreateTransport });
        var content = await client.RetrieveServiceContentAsync(VimClient.ServiceInstance);
        await client.LoginAsync(content.SessionManager!, simulator.Options.UserName, simulator.Options.Password);
        var last = await client.FindByInventoryPathAsync(content.SearchIndex!, FormattableString.Invariant($"DC0/vm/vm-{vms}"));
        var elapsed = Stopwatch.GetElapsedTime(started);
        var kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        Console.WriteLine(FormattableString.Invariant(
            $"{vms} VMs: first answer ({last}) after {elapsed.TotalSeconds:0.00} s, {kept / 1048576.0:0} MiB kept, {kept / (double)vms:0} bytes a VM"));
        GC.KeepAlive(simulator);
    }

    private static async Task RunOnceAsync(IServiceProvider services, string name)
    {
        var snapshots = services.GetRequiredService<ISnapshotManager>();
        var creating = await snapshots.CreateAsync(new CreateSnapshotRequest { Vm = "path:/DC0/vm/golden", Name = name });
        var snapshot = await creating.WaitForCompletionAsync();
        var making = await services.GetRequiredService<IVmFactory>().CreateAsync(
            new CreateVmRequest { Snapshot = snapshot.Id, Name = $"{name}-vm", Cpus = 2, MemoryMiB = 2048, PowerOn = true });
        await making.WaitForCompletionAsync();
    }
}
