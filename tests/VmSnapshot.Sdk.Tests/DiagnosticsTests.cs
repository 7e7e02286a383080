using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.Tests;

public sealed class DiagnosticsTests
{
    [Fact]
    public async Task All_is_well_on_a_vcenter_that_answers()
    {
        await using var world = new World();

        var checks = await world.Get<IVmSnapshotDiagnostics>().RunAsync();

        checks.Select(c => c.Name).Should().Equal("connection", "certificate", "session", "privileges", "store");
        checks.Should().OnlyContain(c => c.Ok && c.ErrorCode == null);
    }

    [Theory]
    [InlineData(nameof(IVSphereGateway.ConnectAsync), "InvalidLogin", "session", VmSnapshotErrorCodes.LoginRefused)]
    [InlineData(nameof(IVSphereGateway.ConnectAsync), "HostNotReachable", "connection", VmSnapshotErrorCodes.VCenterFault)]
    [InlineData(nameof(IVSphereGateway.FindMissingPrivilegesAsync), "NoPermission", "privileges", VmSnapshotErrorCodes.PrivilegeMissing)]
    public async Task What_fails_is_named_with_a_remedy_and_the_store_is_checked_all_the_same(string call, string fault, string check, string code)
    {
        await using var world = new World();
        world.VCenter.FailNext(call, new VCenterFault { Name = fault });

        var checks = await world.Get<IVmSnapshotDiagnostics>().RunAsync();

        checks.First(c => !c.Ok).Should().BeEquivalentTo(new { Name = check, ErrorCode = code });
        checks.First(c => !c.Ok).Remedy.Should().NotBeNullOrEmpty();
        checks[^1].Should().BeEquivalentTo(new { Name = "store", Ok = true });
    }
}
