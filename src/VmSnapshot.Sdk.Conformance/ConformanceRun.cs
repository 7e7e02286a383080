using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace VmSnapshot.Sdk.Conformance;

/// <summary>What one backend has run of one suite, and the deviations that it is held to.</summary>
internal sealed partial class ConformanceRun(Type suite, IReadOnlyList<Deviation> deviations)
{
    private readonly ConcurrentDictionary<string, bool> _begun = new();

    /// <summary>Notes that a case is run.</summary>
    internal void Begin(string name) => _begun[name] = true;

    /// <summary>Runs a case; one that is listed as a deviation has to fail in just the way that is listed.</summary>
    internal async Task CaseAsync(string name, Func<Task> check)
    {
        Begin(name);
        if (deviations.FirstOrDefault(listed => listed.Case == name) is not { } deviation)
        {
            await check();
            return;
        }

        Exception? failure = await Record.ExceptionAsync(check);
        TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        Assert.True(failure is not null, $"{name} is listed as a deviation, and it passes: take it out of the list.");
        Assert.True(
            Flat(failure.Message).Contains(Flat(deviation.Seen), StringComparison.Ordinal),
            $"{name} deviates in another way than listed.\nListed: {deviation.Seen}\nSeen:   {failure}");
    }

    /// <summary>Fails for deviations that say nothing, or name no case.</summary>
    internal void CheckDeviations()
    {
        IReadOnlyList<string> cases = ConformanceSuites.CasesOf(suite);
        Assert.All(deviations, deviation =>
        {
            Assert.Contains(deviation.Case, cases);
            Assert.False(string.IsNullOrWhiteSpace(deviation.Seen), $"The deviation of {deviation.Case} doesn't say what is seen.");
            Assert.False(string.IsNullOrWhiteSpace(deviation.Reason), $"The deviation of {deviation.Case} gives no reason.");
        });
        Assert.Equal(deviations.Count, deviations.Select(deviation => deviation.Case).Distinct().Count());
    }

    /// <summary>Fails unless every case has been run. This is one of them, and the last.</summary>
    internal void CheckComplete(string closing)
    {
        Begin(closing);
        IReadOnlyList<string> cases = ConformanceSuites.CasesOf(suite);
        // A derived class may have tests of its own besides.
        var run = cases.Intersect(_begun.Keys).ToList();
        var missing = cases.Except(run).ToList();
        Assert.True(
            missing.Count == 0,
            $"{run.Count} of {cases.Count} cases of {suite.Name} were run. Run the whole class, without a filter; not run: {string.Join(", ", missing)}");
        Assert.Equal(cases.Count, run.Count);
    }

    private static string Flat(string text) => WhiteSpace().Replace(text, " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
