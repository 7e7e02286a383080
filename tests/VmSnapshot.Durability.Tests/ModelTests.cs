using CsCheck;
using VmSnapshot.Durability.Tests.Harness;

namespace VmSnapshot.Durability.Tests;

/// <summary>
/// Anything, anywhere, in any number: runs drawn by a seed, 10,000 in the long form. CsCheck prints the seed of one that fails; the environment
/// variable <c>CsCheck_Seed</c> repeats it.
/// </summary>
public sealed class ModelTests
{
    private static readonly Gen<Fault> AtGateway = Gen.Select(
        Gen.Int[1, 40], OneOf([.. FaultMatrix.Columns, FaultMode.LeaseRunsOut, FaultMode.CancelledHere, FaultMode.TaskForgotten]), Gen.Int[1, 4], Gen.Int[0, 9], Gen.Int[0, 15],
        (number, mode, instance, goesOn, late) => new Fault(Door.Gateway, number, mode)
        {
            Instance = instance,
            IsContinuous = goesOn == 0 && mode is not (FaultMode.TwoInstances or FaultMode.Cancelled or FaultMode.CancelledHere or FaultMode.LeaseRunsOut),
            LateAfter = late == 0 ? null : late,
        });

    private static readonly Gen<Fault> AtStore = Gen.Select(
        Gen.Int[1, 25], OneOf(FaultMatrix.TransactionModes), Gen.Int[1, 3],
        (number, mode, instance) => new Fault(Door.Store, number, mode) { Instance = instance });

    private static readonly Gen<(Scenario Scenario, int Portals, Fault[] Plan)> Lives = Gen.Select(
        OneOf(Scenario.All), Gen.Int[1, 3], Gen.Frequency((3, AtGateway), (2, AtStore)).Array[1, 5]);

    [Fact]
    public async Task Whatever_happens_the_invariants_hold() => await Lives.SampleAsync(
        async life =>
        {
            // A fault remembers that it came to pass, and a run is repeated when a smaller one is looked for.
            var run = await new DurabilityRun { Scenario = life.Scenario, Portals = life.Portals, Plan = [.. life.Plan.Select(fault => fault.Again())] }.RunAsync();
            if (run.Violations.Length > 0)
            {
                throw new InvalidOperationException(run.Violations);
            }
        },
        iter: Report.IsLong ? 10_000 : 300,
        threads: 4,
        print: life => $"{life.Scenario}, {life.Portals} at a time: {string.Join("; ", life.Plan.AsEnumerable())}");

    private static Gen<T> OneOf<T>(IReadOnlyList<T> values) => Gen.Int[0, values.Count - 1].Select(index => values[index]);
}
