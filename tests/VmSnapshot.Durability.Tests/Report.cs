using System.Globalization;
using VmSnapshot.Durability.Tests;

[assembly: AssemblyFixture(typeof(Report))]

namespace VmSnapshot.Durability.Tests;

/// <summary>How much is tried, and what came of it: said when all tests have ended.</summary>
public sealed class Report : IDisposable
{
    private static long _runs;
    private static long _violations;
    private static long _instances;

    /// <summary>Whether everything is tried: <c>VMSNAPSHOT_DURABILITY=long</c>. Otherwise what goes into a minute or two.</summary>
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("VMSNAPSHOT_DURABILITY") == "long";

    /// <summary>What decides about all that is drawn: <c>VMSNAPSHOT_DURABILITY_SEED</c>, else another every time. It is printed.</summary>
    public static int Seed { get; } = int.TryParse(
        Environment.GetEnvironmentVariable("VMSNAPSHOT_DURABILITY_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : Random.Shared.Next();

    /// <summary>The cells of the fault matrix.</summary>
    private static int Cells => (FaultMatrix.Rows.Count * FaultMatrix.Columns.Count) + FaultMatrix.CallFaults.Count + (FaultMatrix.Transactions.Count * FaultMatrix.TransactionModes.Count);

    public static void Add(int instances, bool isViolated)
    {
        Interlocked.Increment(ref _runs);
        Interlocked.Add(ref _instances, instances);
        Interlocked.Add(ref _violations, isViolated ? 1 : 0);
    }

    public void Dispose() => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"Durability, {(IsLong ? "long" : "short")} form, seed {Seed}: {Cells} cells on {StoreBackends.Names.Count} stores, {_runs} runs with {_instances} instances, {_violations} violations"));
}
