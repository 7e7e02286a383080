using VmSnapshot.Sdk;
using VmSnapshot.Simulator;
using VmSnapshot.Vim25;

namespace VmSnapshot.Durability.ProcessTests;

/// <summary>An operation whose requests are disturbed one by one.</summary>
/// <param name="Name">What it is called in a test's name.</param>
/// <param name="Base">The VM of the snapshot that has to be there first; null where none has to.</param>
/// <param name="RunAsync">Runs it to its end, whatever that is.</param>
internal sealed record WireScenario(string Name, string? Base, Func<Portal, VCenterUnderTest, CancellationToken, Task<OperationInfo>> RunAsync)
{
    public static IReadOnlyList<WireScenario> All { get; } =
    [
        new("a quiesced linked snapshot", null, (portal, _, stop) => portal.InsistAsync(
            (snapshots, _) => snapshots.CreateAsync(
                new CreateSnapshotRequest { Vm = "web-1", Name = "wire", Kind = SnapshotKind.Linked, Consistency = SnapshotConsistency.Quiesced, ClientToken = "wire" }, stop),
            stop)),
        new("a snapshot whose clone can't become a template", null, (portal, vCenter, stop) =>
        {
            vCenter.Simulator.Faults.On("MarkAsTemplate").Always().Refuse(new NotSupported());
            return portal.InsistAsync(
                (snapshots, _) => snapshots.CreateAsync(
                    new CreateSnapshotRequest { Vm = "web-1", Name = "wire", Kind = SnapshotKind.Linked, ClientToken = "wire" }, stop),
                stop);
        }),
        new("a configured VM that runs", "win-1", (portal, _, stop) => portal.InsistAsync((_, factory) => factory.CreateAsync(Vm, stop), stop)),
        new("a VM that is cancelled when it starts to run", "win-1", CancelAsync),
    ];

    private static CreateVmRequest Vm => new()
    {
        Snapshot = "base",
        Name = "wire",
        Cpus = 6,
        CoresPerSocket = 2,
        AddedDisksBytes = [1L << 30],
        Guest = new WindowsGuest { FullName = "Portal", Organization = "Example", AdministratorPassword = new SecretReference("env:DURABILITY_GUEST_PASSWORD") },
        PowerOn = true,
        ClientToken = "wire",
    };

    public override string ToString() => Name;

    private static async Task<OperationInfo> CancelAsync(Portal portal, VCenterUnderTest vCenter, CancellationToken stop)
    {
        var starts = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        vCenter.Simulator.Faults.On<PowerOnVMRequestType>(_ => starts.TrySetResult() && false).Always().Delay(TimeSpan.Zero);
        var insisting = portal.InsistAsync((_, factory) => factory.CreateAsync(Vm, stop), stop);
        await Task.WhenAny(starts.Task, insisting);
        var operation = (await portal.Operations.ListAsync(new OperationQuery { Limit = 1 }, stop)).Items[0];
        await portal.Operations.CancelAsync(operation.Id, cancellationToken: stop);
        return await insisting;
    }
}
