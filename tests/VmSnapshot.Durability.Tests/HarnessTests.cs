using Microsoft.Extensions.Logging;
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
    public async Task A_changed_vm_of_somebody_elses_is_seen() => (await ViolationsAsync(Scenario.LinuxVm, world =>
    {
        world.Simulator.Inventory.Rename("vmsnapshot-copy", "something-else");
        return Task.CompletedTask;
    })).Should().Contain("what isn't ours was changed");

    [Fact]
    public async Task A_call_without_an_intent_and_a_second_object_are_seen() => (await ViolationsAsync(Scenario.LinuxVm, async world =>
    {
        var made = await world.Aside.ReadVmAsync((await world.Aside.FindVmsAsync(new VmReference(VmReferenceKind.Name, "web"))).Single().MoRef);
        await world.Aside.StartCloneAsync(new CloneVm
        {
            Source = made!.MoRef,
            Name = "web-again",
            Folder = made.Folder!.MoRef,
            ResourcePool = made.ResourcePool!.Value,
            InstanceUuid = Guid.NewGuid(),
            Marker = made.Marker!,
        });
        await world.SettleAsync();
    })).Should().ContainAll("there are 2 objects of item 1", "web-again has another's mark", "CloneVM_Task was called 2 times, with 1 intents before");

    [Fact]
    public async Task What_is_recorded_and_not_there_is_seen() => (await ViolationsAsync(Scenario.FullSnapshot, async world =>
    {
        var made = world.Simulator.Inventory.VirtualMachines.Single(vm => !world.Before.ContainsKey(vm.Reference.Value!));
        await world.Aside.StartDestroyAsync(new MoRef(made.Reference.Type, made.Reference.Value));
        await world.SettleAsync();
    })).Should().Contain("is recorded, but not there");

    [Fact]
    public async Task A_secret_in_a_log_is_seen() => (await ViolationsAsync(Scenario.WindowsVm, async world =>
    {
        var secret = await world.Secrets.ResolveAsync(new SecretReference("vault:admin"));
        world.Logs.Log(LogLevel.Information, default, secret, exception: null, (text, _) => text);
        world.Errors.Enqueue(new InvalidOperationException(secret));
    })).Should().ContainAll("a secret is in the log", "a secret is in an exception");

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

    private static async Task<string> ViolationsAsync(Scenario scenario, Func<World, Task> meddle) =>
        (await new DurabilityRun { Scenario = scenario, Meddle = meddle }.RunAsync()).Violations;

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
