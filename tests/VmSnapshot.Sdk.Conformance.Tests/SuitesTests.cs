using VmSnapshot.Sdk.Conformance.Tests.Gateways;

namespace VmSnapshot.Sdk.Conformance.Tests;

/// <summary>No backend leaves anything out of the suites, and what would is noticed.</summary>
public sealed class SuitesTests
{
    private static readonly Type[] GatewaySuites = [typeof(GatewayConformance)];

    [Theory]
    [InlineData(typeof(SimulatorGatewayTests))]
    [InlineData(typeof(HostedSimulatorGatewayTests))]
    public void A_gateway_runs_every_case(Type backend) => ConformanceSuites.FindGaps(GatewaySuites, [backend]).Should().BeEmpty();
}
