using Portal.Tests;
using VmSnapshot.Sdk.Conformance.Tests.Gateways;

namespace VmSnapshot.Sdk.Conformance.Tests;

/// <summary>No backend leaves anything out of the suites, and what leaves something out is noticed.</summary>
public sealed class SuitesTests
{
    /// <summary>The gateways that have to pass; each has one class here.</summary>
    private static readonly Type[] Gateways = [typeof(SimulatorGatewayTests), typeof(HostedSimulatorGatewayTests), typeof(VcsimGatewayTests)];

    [Fact]
    public void Every_gateway_runs_every_case_of_every_suite()
    {
        Type[] suites = [.. ConformanceSuites.All.Where(suite => suite.Name.StartsWith("Gateway", StringComparison.Ordinal))];

        suites.Should().NotBeEmpty();
        foreach (Type gateway in Gateways)
        {
            ConformanceSuites.FindGaps(suites, [gateway]).Should().BeEmpty("{0} leaves nothing out", gateway.Name);
        }
    }

    [Fact]
    public void Every_class_here_that_derives_from_a_suite_is_in_the_list() =>
        typeof(SuitesTests).Assembly.GetExportedTypes().Where(type => ConformanceSuites.All.Any(type.IsSubclassOf))
            .Should().BeEquivalentTo([.. Gateways, typeof(PortalStoreTests), typeof(PortalGatewayTests)]);

    [Fact]
    public void Every_suite_counts_its_cases_at_its_end() =>
        ConformanceSuites.All.Should().OnlyContain(suite => ConformanceSuites.CasesOf(suite).Contains("Every_case_of_the_suite_was_run"));

    [Fact]
    public void A_backend_without_a_class_is_noticed() =>
        ConformanceSuites.FindGaps([typeof(GatewayConformance)], []).Should().Equal("No class derives from GatewayConformance.");

    [Fact]
    public void A_case_that_is_hidden_is_noticed() =>
        ConformanceSuites.FindGaps([typeof(GatewayConformance)], [typeof(Hiding)]).Should()
            .Contain("Hiding hides the case GatewayConformance.A_VM_goes_on_and_off.");

    [Fact]
    public void A_class_that_the_runner_does_not_see_is_noticed() =>
        ConformanceSuites.FindGaps([typeof(GatewayConformance)], [typeof(Hiding)]).Should().Contain("Hiding is not run: a test class is public and not abstract.");

    [Fact]
    public void A_class_of_no_suite_is_noticed() =>
        ConformanceSuites.FindGaps([], [typeof(SuitesTests)]).Should().Equal("SuitesTests derives from no suite.");

    private sealed class Hiding(SimulatorGatewayFixture fixture) : GatewayConformance(fixture)
    {
        public static new Task A_VM_goes_on_and_off() => Task.CompletedTask;
    }
}
