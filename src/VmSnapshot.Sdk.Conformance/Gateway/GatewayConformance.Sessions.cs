using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.Conformance;

/// <summary>Logging in, and sessions that end.</summary>
public abstract partial class GatewayConformance
{
    [Fact]
    public Task Connecting_tells_who_answered() => CaseAsync(async () =>
    {
        VCenterInfo info = await Gateway.ConnectAsync(Stop);
        Assert.All([info.FullName, info.ApiVersion, info.InstanceUuid, info.UserName, info.ServerIdentity], Assert.NotEmpty);
        Assert.Equal(info, await Gateway.ConnectAsync(Stop));
    });

    [Fact]
    public Task An_account_that_may_do_everything_lacks_no_privilege() => CaseAsync(async () =>
    {
        IReadOnlyList<string>? missing = await Gateway.FindMissingPrivilegesAsync(["VirtualMachine.Provisioning.Clone", "VirtualMachine.Interact.PowerOn"], Stop);
        // Null is the answer of a server that can't tell.
        Assert.Empty(missing ?? []);
    });

    [Fact]
    public Task A_read_after_the_session_has_ended_logs_in_again() => CaseAsync(async () =>
    {
        await _fixture.EndSessionAsync(Stop);
        Assert.Equal(Places.Vm.Name, (await ReadAsync(Places.Vm.MoRef)).Name);
    });

    [Fact]
    public Task A_mutation_after_the_session_has_ended_is_not_executed_and_may_be_sent_again() => CaseAsync(async () =>
    {
        MoRef vm = await MakeVmAsync("session");
        await _fixture.EndSessionAsync(Stop);
        var refused = await Assert.ThrowsAnyAsync<VmSnapshotException>(() => Gateway.StartPowerOnAsync(vm, Stop));
        Assert.Equal("NotAuthenticated", refused.Fault?.Name);
        Assert.False(refused.MayHaveBeenExecuted);
        Assert.True(refused.IsTransient);
        Assert.False((await LookAtAsync(vm)).IsPoweredOn);

        await SucceedAsync(Gateway.StartPowerOnAsync(vm, Stop));
    });
}
