using Microsoft.Extensions.Time.Testing;

namespace VmSnapshot.Sdk.Tests;

/// <summary>vCenter ends sessions when it likes; the work goes on in a new one.</summary>
public sealed class EndedSessionTests
{
    [Fact]
    public async Task Whichever_call_finds_its_session_ended_the_snapshot_and_the_vm_are_made_once()
    {
        // Every third call: all of them are swept elsewhere.
        for (var call = 1; ; call += 3)
        {
            var clock = new FakeTimeProvider();
            await using var world = new World(clock);
            await world.Inventory.GetAsync("db-1");
            var expiry = world.VCenter.Simulator.Faults.OnAny().Nth(call).ExpireSession();

            var taken = await clock.ResultAsync(world.SnapshotAsync("db-1", "s"));
            var batch = await clock.ResultAsync(world.CreateAsync(new() { Snapshot = "s", Name = "copy", Cpus = 2, PowerOn = true }));

            world.VCenter.Machines.Where(vm => vm.Name.StartsWith("s-", StringComparison.Ordinal)).Should().ContainSingle($"the session ended at call {call}").Which.MoRef.Should().Be(taken.Template!.MoRef);
            world.Vm("copy").Should().BeEquivalentTo(new { batch.Items.Single().Vm!.MoRef, Cpus = 2, PowerState = VmPowerState.PoweredOn }, $"the session ended at call {call}");
            if (expiry.FiredCount == 0)
            {
                call.Should().BeGreaterThan(20);
                return;
            }
        }
    }
}
