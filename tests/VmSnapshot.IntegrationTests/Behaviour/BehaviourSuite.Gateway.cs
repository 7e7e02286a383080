using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using VmSnapshot.Sdk;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.VSphere;
using VmSnapshot.Vim25;

namespace VmSnapshot.IntegrationTests.Behaviour;

/// <summary>What the SDK's gateway makes of a server's answers, where a lost operation is looked for.</summary>
public abstract partial class BehaviourSuite
{
    private static readonly (string Place, string Name)[] SnapshotsToTake = [("first", "base"), ("second", "base-2"), ("third", "base")];

    [Fact]
    public Task Native_snapshots_of_a_name_are_found_oldest_first() => GatewayCaseAsync("first, third; none; none", async (s, gateway) =>
    {
        var vm = Known(await s.NewVmAsync("gateway-snapshots"));
        var taken = new Dictionary<MoRef, string>();
        foreach ((string place, string name) in SnapshotsToTake)
        {
            MoRef task = await gateway.StartCreateNativeSnapshotAsync(vm, new CreateNativeSnapshot { Name = name, Description = "of a test", Quiesce = false }, Stop);
            taken[(await EndOfAsync(gateway, task)).Result!.Value] = place;
        }

        return Lines(
            Named(await gateway.FindNativeSnapshotsAsync(vm, "base", Stop)),
            Named(await gateway.FindNativeSnapshotsAsync(vm, "Base", Stop)),
            Named(await gateway.FindNativeSnapshotsAsync(new MoRef("VirtualMachine", "vm-999999"), "base", Stop)));

        string Named(IReadOnlyList<MoRef> found) => found.Count == 0 ? "none" : string.Join(", ", found.Select(one => taken[one]));
    });

    [Fact]
    public Task What_has_ended_or_is_gone_has_no_unfinished_tasks() => GatewayCaseAsync("0; 0", async (s, gateway) =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("gateway-tasks");
        await s.PowerOnAsync(vm);
        return Lines(
            (await gateway.FindUnfinishedTasksAsync(Known(vm), Stop)).Count,
            (await gateway.FindUnfinishedTasksAsync(new MoRef("VirtualMachine", "vm-999999"), Stop)).Count);
    });

    [Fact]
    public Task A_task_tells_the_gateway_what_it_does() => GatewayCaseAsync("VirtualMachine.powerOn", async (s, gateway) =>
        (await EndOfAsync(gateway, await gateway.StartPowerOnAsync(Known(await s.NewVmAsync("gateway-description")), Stop))).DescriptionId!);

    [Fact]
    public Task A_task_that_is_not_there_is_ManagedObjectNotFound() => GatewayCaseAsync("ManagedObjectNotFound; ManagedObjectNotFound", async (_, gateway) =>
    {
        var forgotten = new MoRef("Task", "task-999999");
        return Lines(
            await FaultOfAsync(() => gateway.ReadTaskAsync(forgotten, Stop)),
            await FaultOfAsync(() => gateway.WatchTaskAsync(forgotten, Stop).LastAsync(Stop).AsTask()));
    });

    [Fact]
    public Task A_mark_is_rewritten() => GatewayCaseAsync("op-1; op-2; success", async (s, gateway) =>
    {
        MoRef source = Known(await s.FindAsync(Names.Stopped));
        var marker = new OwnershipMarker { StoreId = "store", OperationId = "op-1", Item = 1, InstanceUuid = Guid.NewGuid() };
        MoRef clone = await gateway.StartCloneAsync(
            new CloneVm
            {
                Source = source,
                Name = "gateway-mark",
                Folder = Known(await s.FindAsync(Names.VmFolder)),
                ResourcePool = Known(await s.FindAsync(Names.Pool)),
                InstanceUuid = marker.InstanceUuid,
                Marker = marker,
            },
            Stop);
        MoRef vm = (await EndOfAsync(gateway, clone)).Result!.Value;
        VmDescription before = (await gateway.ReadVmAsync(vm, Stop))!;
        var change = new ReconfigureVm { Marker = marker with { OperationId = "op-2" }, ChangeVersion = before.ChangeVersion };
        VCenterTask changed = await EndOfAsync(gateway, await gateway.StartReconfigureAsync(vm, change, Stop));
        return Lines(before.Marker?.OperationId, (await gateway.ReadVmAsync(vm, Stop))!.Marker?.OperationId, changed.State.ToString().ToLowerInvariant());
    });

    [Fact]
    public Task A_template_is_found_by_its_instance_UUID() => GatewayCaseAsync("gateway-template True; 0 once it is gone", async (s, gateway) =>
    {
        MoRef vm = Known(await s.NewVmAsync("gateway-template"));
        string uuid = (await gateway.ReadVmAsync(vm, Stop))!.InstanceUuid;
        await gateway.MarkAsTemplateAsync(vm, Stop);
        IReadOnlyList<VmSummary> found = await gateway.FindVmsAsync(new VmReference(VmReferenceKind.InstanceUuid, uuid), Stop);
        await EndOfAsync(gateway, await gateway.StartDestroyAsync(vm, Stop));
        IReadOnlyList<VmSummary> later = await gateway.FindVmsAsync(new VmReference(VmReferenceKind.InstanceUuid, uuid), Stop);
        return Lines(string.Join(", ", found.Select(one => $"{one.Name} {one.IsTemplate}")), $"{later.Count} once it is gone");
    });

    [Fact]
    public Task A_mutation_of_a_session_that_has_ended_is_not_executed_and_may_be_sent_again() => CaseOfItsOwnAsync("NotAuthenticated; certainly not executed; poweredOff; success", async s =>
    {
        MoRef vm = Known(await s.FindAsync(Names.Stopped));
        await using ServiceProvider services = GatewayTo(s.Server);
        var gateway = services.GetRequiredService<IVSphereGateway>();
        await gateway.ConnectAsync(Stop);
        await Task.Delay(TimeSpan.FromSeconds(3), Stop);
        VmSnapshotException? refused = null;
        try
        {
            await gateway.StartPowerOnAsync(vm, Stop);
        }
        catch (VmSnapshotException e)
        {
            refused = e;
        }

        string before = (await gateway.ReadVmAsync(vm, Stop))!.PowerState == VmPowerState.PoweredOff ? "poweredOff" : "poweredOn";
        VCenterTask started = await EndOfAsync(gateway, await gateway.StartPowerOnAsync(vm, Stop));
        return Lines(
            refused?.Fault?.Name ?? "executed",
            refused?.MayHaveBeenExecuted == false ? "certainly not executed" : "who knows",
            before,
            started.State.ToString().ToLowerInvariant());
    }, TimeSpan.FromSeconds(1));

    private Task GatewayCaseAsync(string documented, Func<BehaviourSession, IVSphereGateway, Task<string>> look, [CallerMemberName] string name = "") => CaseAsync(
        documented,
        async s =>
        {
            await using ServiceProvider services = GatewayTo(s.Server);
            return await look(s, services.GetRequiredService<IVSphereGateway>());
        },
        name);

    private static ServiceProvider GatewayTo(BehaviourServer server) => new ServiceCollection().AddVmSnapshot()
        .UseVSphere(options =>
        {
            options.KeepAliveInterval = TimeSpan.Zero;
            server.Reach(options);
        })
        .UseCredentials(_ => new(new VSphereCredential(server.UserName, server.Password)))
        .Services.BuildServiceProvider();

    private static MoRef Known(ManagedObjectReference reference) => new(reference.Type, reference.Value);

    private static async Task<VCenterTask> EndOfAsync(IVSphereGateway gateway, MoRef task) => await gateway.WatchTaskAsync(task, Stop).LastAsync(Stop);

    private static async Task<string> FaultOfAsync(Func<Task> call)
    {
        try
        {
            await call();
            return Done;
        }
        catch (VmSnapshotException e)
        {
            return e.Fault?.Name ?? e.Code;
        }
    }
}
