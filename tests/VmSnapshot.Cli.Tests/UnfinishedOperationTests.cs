using Microsoft.Data.Sqlite;
using static VmSnapshot.Cli.Tests.OperationTests;

namespace VmSnapshot.Cli.Tests;

/// <summary>Operations that outlive the command which worked on them.</summary>
public sealed class UnfinishedOperationTests
{
    [Fact]
    public async Task An_operation_whose_process_was_killed_is_taken_up_when_its_lease_runs_out()
    {
        SkipWithoutSignals();
        await using var vCenter = await SimulatedVCenter.StartAsync(clonesTakeTime: true);
        using var working = await vCenter.BeginSnapshotAsync();
        await working.SignalAsync("KILL");
        var killed = await working.EndAsync();
        killed.ExitCode.Should().Be(137);

        // Neither needs a vCenter.
        var catalog = new Dictionary<string, string> { ["VMSNAPSHOT_STORE"] = vCenter.Store };
        var running = (await Vmsnap.RunAsync(catalog, "operation", "list", "--state", "running", "--json")).ShouldSucceed().Json.GetProperty("items")[0];
        (await Vmsnap.RunAsync(catalog, "operation", "show", running.GetProperty("id").GetString()!)).ShouldSucceed().Output.Should().Contain("CloneVM_Task");

        vCenter.EndClones();
        var resumed = await vCenter.RunAsync("operation", "resume");

        var items = resumed.ShouldSucceed().Json.GetProperty("items");
        items.GetArrayLength().Should().Be(1);
        (items[0].GetProperty("id").GetString(), items[0].GetProperty("state").GetString()).Should().Be((running.GetProperty("id").GetString(), "succeeded"));
        vCenter.Named("nightly").Should().ContainSingle();
        (await vCenter.RunAsync("operation", "resume")).ShouldSucceed().Json.GetProperty("items").GetArrayLength().Should().Be(0);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_stops_waiting_and_gives_the_operation_back_at_once(string signal)
    {
        SkipWithoutSignals();
        await using var vCenter = await SimulatedVCenter.StartAsync(clonesTakeTime: true);

        using var working = await vCenter.BeginSnapshotAsync();
        await working.SignalAsync(signal);
        var run = await working.EndAsync();

        run.ShouldFail(130, "interrupted");
        var id = OperationIdOf(run);
        run.Output.Should().Contain($"vmsnap operation resume {id}").And.Contain($"vmsnap operation cancel {id}");
        var left = (await vCenter.RunAsync("operation", "show", id)).ShouldSucceed().Json;
        left.GetProperty("state").GetString().Should().Be("running");
        Actions(left).Should().EndWith("release");
        vCenter.EndClones();
        var resumed = await Vmsnap.RunAsync(vCenter.Environment, "operation", "resume", id);
        resumed.ShouldSucceed().Output.Should().Contain("succeeded");
        resumed.Error.Should().NotContain("lease", "nobody holds it");
        vCenter.Named("nightly").Should().ContainSingle();
    }

    [Fact]
    public async Task A_second_signal_quits_at_once_and_leaves_the_lease_to_run_out()
    {
        SkipWithoutSignals();
        await using var vCenter = await SimulatedVCenter.StartAsync(clonesTakeTime: true);
        using var working = await vCenter.BeginSnapshotAsync();
        // As long as nobody else can write, the operation can't be given back.
        await using var writer = new SqliteConnection($"Data Source={vCenter.Store["sqlite:".Length..]};Pooling=False");
        await writer.OpenAsync(TestContext.Current.CancellationToken);
        await using var writing = writer.BeginTransaction(deferred: false);

        await working.SignalAsync("INT");
        await working.ShowsAsync("Ctrl-C again quits at once");
        await working.SignalAsync("INT");
        var run = await working.EndAsync();

        run.ShouldFail(130, "interrupted");
        run.Output.Should().Contain("Interrupted twice").And.Contain("lease was not given back").And.Contain($"vmsnap operation resume {OperationIdOf(run)}");
    }

    [Fact]
    public async Task What_a_timeout_left_can_be_cancelled()
    {
        await using var vCenter = await SimulatedVCenter.StartAsync(clonesTakeTime: true);
        var begun = await vCenter.RunAsync("snapshot", "create", "--vm", "web-1", "--name", "nightly", "--no-wait");
        var late = await vCenter.RunAsync("operation", "resume", begun.ShouldSucceed().Text("id"), "--timeout", "5");
        late.ShouldFail(130, "interrupted");
        late.Output.Should().Contain("5 s");
        OperationIdOf(late).Should().Be(begun.Text("id"));

        var cancelled = await vCenter.RunAsync("operation", "cancel", OperationIdOf(late));
        var again = await vCenter.RunAsync("operation", "cancel", OperationIdOf(late));

        cancelled.ShouldSucceed().Text("state").Should().Be("cancelled");
        again.ShouldSucceed().Output.Should().Be(cancelled.Output);
        again.Error.Should().BeEmpty();
        vCenter.Named("nightly").Should().BeEmpty();
        var record = (await vCenter.RunAsync("snapshot", "list", "--status", "cancelled")).ShouldSucceed().Json.GetProperty("items")[0];
        record.GetProperty("name").GetString().Should().Be("nightly");
        (await vCenter.RunAsync("operation", "resume", OperationIdOf(late))).ExitCode.Should().Be(1, "it was cancelled, which is no success");
    }

    [Fact]
    public async Task An_operation_is_cancelled_where_another_process_works_on_it()
    {
        await using var vCenter = await SimulatedVCenter.StartAsync(clonesTakeTime: true);
        using var working = await vCenter.BeginSnapshotAsync();
        var id = (await vCenter.RunAsync("operation", "list", "--state", "running")).ShouldSucceed().Json.GetProperty("items")[0].GetProperty("id").GetString()!;

        var resumed = await Vmsnap.RunAsync(vCenter.Environment, "operation", "resume");
        var cancelled = await vCenter.RunAsync("operation", "cancel", id);

        resumed.ShouldSucceed().Error.Should().Contain($"{id} is left alone");
        cancelled.ShouldSucceed().Text("state").Should().Be("cancelled");
        cancelled.Error.Should().Contain($"Operation {id} is ").And.Contain("waiting for its end");
        (await working.EndAsync()).ShouldFail(1, "cancelled");
        vCenter.Named("nightly").Should().BeEmpty();
    }

    [Fact]
    public async Task A_vCenter_that_goes_away_in_the_middle_leaves_the_operation_for_later()
    {
        await using var vCenter = await SimulatedVCenter.StartAsync(clonesTakeTime: true);
        using var working = await vCenter.BeginSnapshotAsync();
        await vCenter.GoAwayAsync();
        var lost = await working.EndAsync();

        lost.ShouldFail(3, "vCenterUnreachable");
        var id = OperationIdOf(lost);
        lost.Output.Should().Contain("stays resumable").And.Contain($"vmsnap operation resume {id}");
        var refused = await vCenter.RunAsync("operation", "resume", id);
        refused.ShouldFail(3, "vCenterUnreachable");
        refused.Output.Should().Contain($"refused. Operation {id} stays resumable", "what the system says ends without a full stop");
        // A vCenter that is named and away doesn't matter to who only looks.
        var shown = (await vCenter.RunAsync("operation", "show", id)).ShouldSucceed().Json;
        (shown.GetProperty("state").GetString(), shown.GetProperty("error").GetProperty("code").GetString()).Should().Be(("running", "vCenterUnreachable"));

        vCenter.EndClones();
        await vCenter.ComeBackAsync();

        (await vCenter.RunAsync("operation", "resume", id)).ShouldSucceed().Text("state").Should().Be("succeeded");
        vCenter.Named("nightly").Should().ContainSingle();
    }

    [Fact]
    public async Task What_arrives_late_is_removed_by_whichever_operation_command_comes_next()
    {
        SkipWithoutSignals();
        await using var vCenter = await SimulatedVCenter.StartAsync();
        vCenter.Simulator.Faults.On("CloneVM_Task").ExecuteAfterTimeout(TimeSpan.FromMinutes(1));
        using var working = await Vmsnap.BeginAsync("cloning VM", vCenter.Environment, "snapshot", "create", "--vm", "web-1", "--name", "nightly", "--json");
        await SimulatedVCenter.UntilAsync(() => vCenter.Simulator.Faults.Fired.Count > 0);
        // Not interrupted: that would log out, and take the session from the call that is held back.
        await working.SignalAsync("KILL");
        await working.EndAsync();
        var id = (await vCenter.RunAsync("operation", "list")).ShouldSucceed().Json.GetProperty("items")[0].GetProperty("id").GetString()!;
        (await vCenter.RunAsync("operation", "cancel", id)).ShouldSucceed().Text("state").Should().Be("cancelled");
        vCenter.Named("nightly").Should().BeEmpty("it hasn't arrived yet");
        await SimulatedVCenter.UntilAsync(() =>
        {
            vCenter.Clock.Advance(TimeSpan.FromMinutes(1));
            return vCenter.Named("nightly").Count > 0;
        });

        var list = await vCenter.RunAsync("operation", "list", "--quiet");

        list.ShouldSucceed().Error.Should().Contain($"Removed a late arrival of operation {id}").And.Contain("nightly");
        list.Json.GetProperty("items").GetArrayLength().Should().Be(1);
        vCenter.Named("nightly").Should().BeEmpty();
    }

    private static void SkipWithoutSignals() => Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "signals are Unix's");
}
