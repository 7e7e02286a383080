using Xunit.Sdk;

namespace VmSnapshot.Sdk.Conformance.Tests;

/// <summary>Deviations are checked, and cases counted.</summary>
public sealed class ConformanceRunTests
{
    private const string Case = nameof(GatewayConformance.A_VM_goes_on_and_off);

    private static readonly Deviation Listed = new(Case, "Expected: 1 Actual: 2", "It can't count.");

    [Fact]
    public async Task A_case_that_fails_and_is_not_listed_fails()
    {
        var run = () => RunOf().CaseAsync(Case, () => Compare(1, 2));

        await run.Should().ThrowAsync<EqualException>();
    }

    [Fact]
    public async Task A_case_that_fails_as_listed_passes() => await RunOf(Listed).CaseAsync(Case, () => Compare(1, 2));

    [Fact]
    public async Task A_case_that_fails_otherwise_than_listed_fails()
    {
        var run = () => RunOf(Listed).CaseAsync(Case, () => Compare(1, 3));

        (await run.Should().ThrowAsync<XunitException>()).WithMessage("*deviates in another way*Actual:   3*");
    }

    [Fact]
    public async Task A_case_that_is_listed_and_passes_fails()
    {
        var run = () => RunOf(Listed).CaseAsync(Case, () => Compare(1, 1));

        (await run.Should().ThrowAsync<XunitException>()).WithMessage("*take it out of the list*");
    }

    [Fact]
    public void A_deviation_of_no_case_or_without_words_fails()
    {
        Deviation[] wrong = [Listed with { Case = "No_such_case" }, Listed with { Seen = " " }, Listed with { Reason = string.Empty }];
        foreach (Deviation deviation in wrong)
        {
            FluentActions.Invoking(() => RunOf(deviation).CheckDeviations()).Should().Throw<XunitException>("of {0}", deviation);
        }

        FluentActions.Invoking(() => RunOf(Listed, Listed).CheckDeviations()).Should().Throw<XunitException>("a case is listed once");
        RunOf(Listed).CheckDeviations();
    }

    [Fact]
    public void A_run_that_left_a_case_out_fails_and_names_it()
    {
        ConformanceRun run = RunOf();
        IReadOnlyList<string> cases = ConformanceSuites.CasesOf(typeof(GatewayConformance));
        foreach (string name in cases.Except([Case, ClosingCaseLast.ClosingCase]))
        {
            run.Begin(name);
        }

        FluentActions.Invoking(() => run.CheckComplete(ClosingCaseLast.ClosingCase)).Should().Throw<XunitException>()
            .WithMessage($"{cases.Count - 1} of {cases.Count} cases*not run: {Case}*");
        run.Begin(Case);
        run.Begin("A_test_of_the_derived_class");
        run.CheckComplete(ClosingCaseLast.ClosingCase);
    }

    private static ConformanceRun RunOf(params Deviation[] deviations) => new(typeof(GatewayConformance), deviations);

    private static Task Compare(int expected, int actual)
    {
        Assert.Equal(expected, actual);
        return Task.CompletedTask;
    }
}
