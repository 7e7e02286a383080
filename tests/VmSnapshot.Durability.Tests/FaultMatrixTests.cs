using System.Collections.Concurrent;
using VmSnapshot.Durability.Tests.Harness;
using VmSnapshot.Sdk;

namespace VmSnapshot.Durability.Tests;

/// <summary>Every cell of the fault matrix, in memory.</summary>
public sealed class FaultMatrixInMemoryTests(StoreBackends backends) : FaultMatrixTests(backends, StoreBackends.Memory);

/// <summary>Every cell of the fault matrix, on SQLite.</summary>
public sealed class FaultMatrixOnSqliteTests(StoreBackends backends) : FaultMatrixTests(backends, StoreBackends.Sqlite);

/// <summary>Every cell of the fault matrix, on PostgreSQL.</summary>
public sealed class FaultMatrixOnPostgreSqlTests(StoreBackends backends) : FaultMatrixTests(backends, StoreBackends.PostgreSql);

/// <summary>Every cell of the fault matrix: one class for each store, so that they run side by side.</summary>
public abstract class FaultMatrixTests(StoreBackends backends, string backend)
{
    private static readonly ConcurrentDictionary<(Scenario, string?), Task<IReadOnlyList<(Door Door, string Name)>>> Traces = new();

    public static TheoryData<string, string> Calls { get; } = new(from row in FaultMatrix.Rows from column in FaultMatrix.Columns select (row.Name, column.ToString()));

    public static TheoryData<string> Faults { get; } = new(FaultMatrix.CallFaults.Select(fault => fault.Name));

    public static TheoryData<string, string> Transactions { get; } = new(
        from transaction in FaultMatrix.Transactions from mode in FaultMatrix.TransactionModes select (transaction, mode.ToString()));

    [Fact]
    public void The_manifest_has_every_row_and_every_column()
    {
        FaultMatrix.Rows.Select(row => row.Name).Should().OnlyHaveUniqueItems().And.HaveCount(16);
        FaultMatrix.Columns.Should().OnlyHaveUniqueItems().And.HaveCount(10);
        FaultMatrix.Transactions.Should().OnlyHaveUniqueItems().And.HaveCount(5);
        FaultMatrix.TransactionModes.Should().OnlyHaveUniqueItems().And.HaveCount(7);
        FaultMatrix.CallFaults.Select(fault => fault.Name).Should().OnlyHaveUniqueItems();
        FaultMatrix.CallFaults.Count.Should().BeGreaterThanOrEqualTo(83);
        FaultMatrix.CallFaults.Select(fault => fault.Row).Distinct().Should().BeEquivalentTo(FaultMatrix.Rows.Concat(FaultMatrix.OtherCalls).Select(row => row.Name));
        Calls.Should().HaveCount(160);
        Transactions.Should().HaveCount(35);
        Faults.Should().HaveCount(FaultMatrix.CallFaults.Count);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_call_that_goes_wrong(string row, string column)
    {
        var place = FaultMatrix.RowOf(row);
        var run = await RunAsync(place, number => new Fault(Door.Gateway, number, Enum.Parse<FaultMode>(column)));

        // Before the begin there is nothing that could be cancelled.
        var isCancelled = place.CancelAt is not null || (column == nameof(FaultMode.Cancelled) && !place.IsBeforeBegin);
        run.State.Should().Be(isCancelled ? OperationState.Cancelled : OperationState.Succeeded);
        run.HasTakeoverEnded.Should().Be(column == nameof(FaultMode.TwoInstances) ? true : null, "who takes over comes to the end of it");
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_that_vcenter_answers_with(string name)
    {
        var cell = FaultMatrix.CallFaults.Single(fault => fault.Name == name);
        var place = FaultMatrix.RowOf(cell.Row);

        var run = await RunAsync(place, number => new Fault(Door.Gateway, number, cell.Mode) { Says = cell.Says, LateAfter = cell.LateAfter });

        run.State.Should().Be(
            place.CancelAt is not null ? OperationState.Cancelled
            : cell.Passes ? OperationState.Succeeded
            : OperationState.Failed);
    }

    [Theory]
    [MemberData(nameof(Transactions))]
    public async Task A_transaction_that_goes_wrong(string transaction, string mode)
    {
        var trace = await TraceAsync(Scenario.FullSnapshot, cancelAt: null);
        var fault = new Fault(Door.Store, NumberOf(trace, Door.Store, transaction, after: null), Enum.Parse<FaultMode>(mode));

        var run = await new DurabilityRun { Scenario = Scenario.FullSnapshot, Plan = [fault], Backend = backends.Of(backend) }.RunAsync();

        fault.HasFired.Should().BeTrue();
        run.Violations.Should().BeEmpty();
    }

    private async Task<DurabilityRun> RunAsync(Place place, Func<int, Fault> at)
    {
        var trace = await TraceAsync(place.Scenario, place.CancelAt);
        var fault = at(NumberOf(trace, Door.Gateway, place.Call, place.After));
        var plan = place.CancelAt is null ? [fault] : new[] { CancelAt(await TraceAsync(place.Scenario, null), place.CancelAt), fault };
        var run = await new DurabilityRun { Scenario = place.Scenario, Plan = plan, Backend = backends.Of(backend) }.RunAsync();
        fault.HasFired.Should().BeTrue("the call is there to be met");
        run.Violations.Should().BeEmpty();
        return run;
    }

    /// <summary>The calls and commits of a run that nothing goes wrong in, and where it is cancelled.</summary>
    private static Task<IReadOnlyList<(Door Door, string Name)>> TraceAsync(Scenario scenario, string? cancelAt) => Traces.GetOrAdd((scenario, cancelAt), async key =>
    {
        var plan = cancelAt is null ? [] : new[] { CancelAt(await TraceAsync(scenario, null), cancelAt) };
        return (await new DurabilityRun { Scenario = scenario, Plan = plan }.RunAsync()).Trace;
    });

    private static Fault CancelAt(IReadOnlyList<(Door Door, string Name)> trace, string call) =>
        new(Door.Gateway, NumberOf(trace, Door.Gateway, call, after: null), FaultMode.Cancelled);

    private static int NumberOf(IReadOnlyList<(Door Door, string Name)> trace, Door door, string name, string? after)
    {
        var calls = trace.Where(t => t.Door == door).Select(t => t.Name).ToList();
        var from = after is null ? 0 : calls.IndexOf(after) + 1;
        var index = calls.IndexOf(name, from);
        index.Should().BeGreaterThanOrEqualTo(0, $"{name} is called, in {string.Join(", ", calls)}");
        return index + 1;
    }
}
