using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Sdk.Conformance;

/// <summary>
/// What every <see cref="ISnapshotStore"/> has to do. Derive a public class from it for each database, and run it with xunit v3;
/// <see cref="ConformanceSuites.FindGaps"/> checks that nothing is left out. Each case gets an instance of its own.
/// </summary>
[TestMethodOrderer(typeof(ClosingCaseLast))]
public abstract partial class SnapshotStoreConformance
{
    private static readonly ConcurrentDictionary<Type, ConformanceRun> Runs = new();

    private readonly ConformanceRun _run;

    /// <summary>A case; xunit calls it.</summary>
    protected SnapshotStoreConformance()
    {
        _run = Runs.GetOrAdd(GetType(), _ => new ConformanceRun(typeof(SnapshotStoreConformance), []));
        _run.Begin(TestContext.Current.TestMethod!.MethodName);
    }

    /// <summary>A store with nothing in it, the same one for as long as this instance lives.</summary>
    protected abstract ISnapshotStore Store { get; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The time that the store measures leases by: the server's, or that of the <see cref="TimeProvider"/> it was given.</summary>
    protected abstract Task<DateTimeOffset> NowAsync();

    /// <summary>
    /// Lets that time go on. Where nobody can set it, bring the end of every lease in the store forward instead: to the cases it is the same.
    /// </summary>
    /// <param name="time">For how long.</param>
    protected abstract Task PassAsync(TimeSpan time);

    /// <summary>No case is left out.</summary>
    [Fact]
    public void Every_case_of_the_suite_was_run() => _run.CheckComplete(ClosingCaseLast.ClosingCase);

    /// <summary>Equal in everything, the order of lists included.</summary>
    private static void Same<T>(T? expected, T? actual)
    {
        Assert.NotNull(actual);
        Assert.Equivalent(expected, actual, strict: true);
        string wanted = JsonSerializer.Serialize(expected), got = JsonSerializer.Serialize(actual);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(wanted), JsonNode.Parse(got)), $"Expected: {wanted}\nActual:   {got}");
    }

    private static void CloseTo(DateTimeOffset expected, DateTimeOffset? actual) => Assert.Equal(expected, Assert.NotNull(actual), Tolerance);
}
