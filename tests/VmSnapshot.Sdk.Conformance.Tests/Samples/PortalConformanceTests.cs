using VmSnapshot.Sdk.Conformance;

namespace Portal.Tests;

public sealed class PortalConformanceTests
{
    [Fact]
    public void Nothing_is_left_out() =>
        Assert.Empty(ConformanceSuites.FindGaps(ConformanceSuites.All, [typeof(PortalStoreTests), typeof(PortalGatewayTests)]));
}
