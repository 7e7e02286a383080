using Microsoft.Extensions.DependencyInjection;
using VmSnapshot.IntegrationTests;
using VmSnapshot.Sdk;

namespace VmSnapshot.Durability.ProcessTests;

/// <summary>
/// The same on a server that others wrote, govmomi's vcsim, behind a proxy that cuts the wire: at every request that changes something in the short
/// form, at every request at all in the long form.
/// </summary>
/// <remarks>
/// What doesn't apply to it, and is done on the simulator of ours (<see cref="WireFaultTests"/>): sessions that expire and tasks that are forgotten at
/// a given request, and requests that are carried out after their client has given up, which a proxy can't make happen; <c>changeVersion</c>
/// and ConcurrentAccess, quiescing, and marks that a copy made by hand inherits, which it doesn't know. DuplicateName it has from the
/// corrections in tests/vcsim.
/// </remarks>
public sealed class VcsimWireFaultTests
{
    private const int Hurry = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly Dictionary<string, Func<Portal, string, CancellationToken, Task>> Scenarios = new()
    {
        ["a full snapshot"] = (portal, name, stop) => portal.InsistAsync(
            (snapshots, _) => snapshots.CreateAsync(new CreateSnapshotRequest { Vm = "stopped", Name = name, ClientToken = "wire" }, stop), stop),
        ["a linked snapshot"] = (portal, name, stop) => portal.InsistAsync(
            (snapshots, _) => snapshots.CreateAsync(
                new CreateSnapshotRequest { Vm = "app-server", Name = name, Kind = SnapshotKind.Linked, ClientToken = "wire" }, stop),
            stop),
        ["a configured VM that runs"] = (portal, name, stop) => portal.InsistAsync((_, factory) => factory.CreateAsync(Vm(name), stop), stop),
        ["a VM that is cancelled at once"] = CancelAsync,
    };

    public static TheoryData<string, ProxyFault> Cells => new(from scenario in Scenarios.Keys from fault in Enum.GetValues<ProxyFault>() select (scenario, fault));

    private static CreateVmRequest Vm(string name) => new()
    {
        Snapshot = "base",
        Name = name,
        Cpus = 6,
        CoresPerSocket = 3,
        AddedDisksBytes = [1L << 30],
        PowerOn = true,
        ClientToken = "wire",
    };

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Each_request_in_turn_may_meet_each_fault_of_the_wire(string scenario, ProxyFault fault)
    {
        var stop = TestContext.Current.CancellationToken;
        await using var vcsim = await VcsimServer.StartAsync(cancellationToken: stop);
        await using var witness = new SoapWitness(vcsim);
        var tally = new Tally();
        var violations = new List<string>();
        for (var number = 1; await RunAsync(vcsim, witness, Scenarios[scenario], fault, number, violations, stop); number++)
        {
            tally.Cells = number;
            tally.Run();
        }

        tally.Violation(violations.Count);
        tally.Publish(TestContext.Current.Test!.TestDisplayName);
        if (scenario != "a VM that is cancelled at once")
        {
            tally.Cells.Should().BePositive("there is something to disturb");
        }

        violations.Should().BeEmpty();
    }

    /// <summary>What others made before, cell by cell, is foreign to the store of the next.</summary>
    private static async Task<bool> RunAsync(
        VcsimServer vcsim, SoapWitness witness, Func<Portal, string, CancellationToken, Task> scenario, ProxyFault fault, int number, List<string> violations, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        await using var proxy = new FaultyProxy(vcsim.Url);
        await using var portal = new Portal(
            proxy.Url, vcsim.Username, vcsim.Password, store => store.UseInMemoryStore(), new Planted(), new HurriedTime(Hurry), TimeSpan.FromSeconds(2) * Hurry);
        var before = await witness.LookAsync(patience.Token);
        await (await portal.Snapshots.CreateAsync(new CreateSnapshotRequest { Vm = "stopped", Name = "base" }, patience.Token)).WaitForCompletionAsync(cancellationToken: patience.Token);
        proxy.Disturb(number, fault, method => Form.IsLong || Mutations.All.Contains(method));
        await scenario(portal, $"wire-{number}", patience.Token);
        var found = await new Invariants(portal, before).CheckAsync(() => witness.LookAsync(patience.Token), patience.Token);
        violations.AddRange(found.Select(violation => $"request {number}, {proxy.Disturbed}: {violation}"));
        return proxy.Disturbed is not null;
    }

    private static async Task CancelAsync(Portal portal, string name, CancellationToken stop)
    {
        var insisting = portal.InsistAsync((_, factory) => factory.CreateAsync(Vm(name), stop), stop);
        OperationInfo? begun = null;
        while (begun?.Kind != OperationKind.CreateVms)
        {
            await Task.Delay(5, stop);
            begun = (await portal.Operations.ListAsync(new OperationQuery { Limit = 1 }, stop)).Items[0];
        }

        await portal.Operations.CancelAsync(begun.Id, cancellationToken: stop);
        await insisting;
    }
}
