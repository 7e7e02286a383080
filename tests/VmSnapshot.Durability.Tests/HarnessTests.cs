using VmSnapshot.Durability.Tests.Harness;
using VmSnapshot.Sdk;
using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Durability.Tests;

/// <summary>The harness does what it says, and the invariants see what is wrong.</summary>
public sealed class HarnessTests
{
    [Fact]
    public async Task A_clone_that_comes_after_its_operation_was_cancelled_is_reaped()
    {
        var run = await new DurabilityRun { Scenario = Scenario.FullSnapshot, Plan = await LateCloneAsync() }.RunAsync();

        run.State.Should().Be(OperationState.Cancelled);
        run.Violations.Should().BeEmpty();
    }

    [Fact]
    public async Task Without_the_reaper_it_is_seen()
    {
        var run = await new DurabilityRun { Scenario = Scenario.FullSnapshot, Plan = await LateCloneAsync(), IsReaped = false }.RunAsync();

        run.Violations.Should().Contain("is there, and the record says that it isn't (Cancelled)");
    }

    [Fact]
    public async Task The_same_faults_meet_the_same_calls()
    {
        var first = await new DurabilityRun { Scenario = Scenario.LinuxVm }.RunAsync();
        var second = await new DurabilityRun { Scenario = Scenario.LinuxVm }.RunAsync();

        second.Trace.Should().Equal(first.Trace).And.HaveCountGreaterThan(30);
    }

    [Fact]
    public async Task A_taken_instance_uuid_is_met_with_another_and_a_mark_that_is_written_anew()
    {
        var plain = await new DurabilityRun { Scenario = Scenario.FullSnapshot }.RunAsync();
        var taken = await new DurabilityRun { Scenario = Scenario.SnapshotWithTakenUuid }.RunAsync();

        plain.Trace.Select(t => t.Name).Should().NotContain(nameof(IVSphereGateway.StartReconfigureAsync));
        taken.Trace.Select(t => t.Name).Should().Contain(nameof(IVSphereGateway.StartReconfigureAsync));
    }

    [Fact]
    public async Task A_vault_without_an_answer_stops_the_operation_until_it_has_one()
    {
        var run = await new DurabilityRun { Scenario = Scenario.VmWithLateSecrets }.RunAsync();

        run.Traces.Should().HaveCount(1 + Scenario.VmWithLateSecrets.SecretsAway, "each life but the last ends with it");
        run.State.Should().Be(OperationState.Succeeded);
    }

    /// <summary>The clone is asked for, and not carried out before all is over; asked for again, it is made, and then everything is cancelled.</summary>
    private static async Task<Fault[]> LateCloneAsync()
    {
        var plain = (await new DurabilityRun { Scenario = Scenario.FullSnapshot }.RunAsync()).Trace.Where(t => t.Door == Door.Gateway).Select(t => t.Name).ToList();
        var late = new Fault(Door.Gateway, plain.IndexOf(nameof(IVSphereGateway.StartCloneAsync)) + 1, FaultMode.TimedOut);
        var again = await new DurabilityRun { Scenario = Scenario.FullSnapshot, Plan = [late.Again()] }.RunAsync();
        var calls = again.Trace.Where(t => t.Door == Door.Gateway).Select(t => t.Name).ToList();
        return [late, new Fault(Door.Gateway, calls.IndexOf(nameof(IVSphereGateway.MarkAsTemplateAsync)) + 1, FaultMode.Cancelled)];
    }
}
