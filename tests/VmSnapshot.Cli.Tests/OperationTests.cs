using System.Text.Json;

namespace VmSnapshot.Cli.Tests;

/// <summary>Operations that outlive the command which began them.</summary>
public sealed class OperationTests
{
    private const string Cloning = "cloning VM";

    [Fact]
    public async Task What_was_begun_without_waiting_is_carried_on_by_another_process()
    {
        await using var vCenter = await SimulatedVCenter.StartAsync(cloneSeconds: 3);

        var begun = await vCenter.RunAsync("snapshot", "create", "--vm", "web-1", "--name", "golden", "--no-wait", "--token", "nightly-7");

        begun.ShouldSucceed().Json.EnumerateObject().Select(key => key.Name).Should().Equal("id", "kind", "state", "step", "percent", "token", "startedAt");
        (begun.Text("kind"), begun.Text("state"), begun.Text("token")).Should().Be(("createSnapshot", "running", "nightly-7"));
        var creating = await vCenter.RunAsync("snapshot", "show", "golden");
        creating.ShouldSucceed().Text("status").Should().Be("creating");
        creating.Json.TryGetProperty("template", out _).Should().BeFalse();
        (await Vmsnap.RunAsync(vCenter.Environment, "snapshot", "show", "golden")).ShouldSucceed().Output.Should().Contain("none yet");

        var resumed = await vCenter.RunAsync("operation", "resume", begun.Text("id"));

        resumed.ShouldSucceed().Json.EnumerateObject().Select(key => key.Name).Should().Equal("id", "kind", "state", "step", "percent", "token", "startedAt", "endedAt");
        resumed.Text("state").Should().Be("succeeded");
        (await vCenter.RunAsync("snapshot", "show", "golden")).ShouldSucceed().Json.TryGetProperty("template", out _).Should().BeTrue();
        var shown = (await vCenter.RunAsync("operation", "show", begun.Text("id"))).ShouldSucceed().Json;
        Actions(shown).Should().ContainInOrder("begin", "claim", "bind", "release", "claim", "end");
        vCenter.Simulator.Calls.Of("CloneVM_Task").Should().ContainSingle("it was taken up where it stood");
    }

    [Fact]
    public async Task An_operation_whose_process_was_killed_is_taken_up_when_its_lease_runs_out()
    {
        SkipWithoutSignals();
        await using var vCenter = await SimulatedVCenter.StartAsync(cloneSeconds: 3);
        var killed = await Vmsnap.InterruptAsync("KILL", Cloning, vCenter.Environment, "snapshot", "create", "--vm", "web-1", "--name", "golden", "--json");
        killed.ExitCode.Should().Be(137);

        // Neither needs a vCenter.
        var catalog = new Dictionary<string, string> { ["VMSNAPSHOT_STORE"] = vCenter.Store };
        var running = (await Vmsnap.RunAsync(catalog, "operation", "list", "--state", "running", "--json")).ShouldSucceed().Json.GetProperty("items")[0];
        (await Vmsnap.RunAsync(catalog, "operation", "show", running.GetProperty("id").GetString()!)).ShouldSucceed().Output.Should().Contain("CloneVM_Task");

        var resumed = await vCenter.RunAsync("operation", "resume");

        var items = resumed.ShouldSucceed().Json.GetProperty("items");
        items.GetArrayLength().Should().Be(1);
        (items[0].GetProperty("id").GetString(), items[0].GetProperty("state").GetString()).Should().Be((running.GetProperty("id").GetString(), "succeeded"));
        vCenter.Named("golden").Should().ContainSingle();
        (await vCenter.RunAsync("operation", "resume")).ShouldSucceed().Json.GetProperty("items").GetArrayLength().Should().Be(0);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_stops_waiting_and_gives_the_operation_back_at_once(string signal)
    {
        SkipWithoutSignals();
        await using var vCenter = await SimulatedVCenter.StartAsync(cloneSeconds: 4);

        var run = await Vmsnap.InterruptAsync(signal, Cloning, vCenter.Environment, "snapshot", "create", "--vm", "web-1", "--name", "golden", "--json");

        run.ShouldFail(130, "interrupted");
        var id = OperationIdOf(run);
        run.Output.Should().Contain($"vmsnap operation resume {id}").And.Contain($"vmsnap operation cancel {id}");
        var left = (await vCenter.RunAsync("operation", "show", id)).ShouldSucceed().Json;
        left.GetProperty("state").GetString().Should().Be("running");
        Actions(left).Should().EndWith("release");
        var resumed = await Vmsnap.RunAsync(vCenter.Environment, "operation", "resume", id);
        resumed.ShouldSucceed().Output.Should().Contain("succeeded");
        resumed.Error.Should().NotContain("lease", "nobody holds it");
        vCenter.Named("golden").Should().ContainSingle();
    }

    [Fact]
    public async Task What_a_timeout_left_can_be_cancelled()
    {
        await using var vCenter = await SimulatedVCenter.StartAsync(cloneSeconds: 120);
        var late = await vCenter.RunAsync("snapshot", "create", "--vm", "web-1", "--name", "golden", "--timeout", "8");
        late.ShouldFail(130, "interrupted");
        late.Output.Should().Contain("8 s").And.Contain("stays resumable");

        var cancelled = await vCenter.RunAsync("operation", "cancel", OperationIdOf(late));
        var again = await vCenter.RunAsync("operation", "cancel", OperationIdOf(late));

        cancelled.ShouldSucceed().Text("state").Should().Be("cancelled");
        again.ShouldSucceed().Output.Should().Be(cancelled.Output);
        again.Error.Should().BeEmpty();
        vCenter.Named("golden").Should().BeEmpty();
        var record = (await vCenter.RunAsync("snapshot", "list", "--status", "cancelled")).ShouldSucceed().Json.GetProperty("items")[0];
        record.GetProperty("name").GetString().Should().Be("golden");
        (await vCenter.RunAsync("operation", "resume", OperationIdOf(late))).ExitCode.Should().Be(1, "it was cancelled, which is no success");
    }

    [Fact]
    public async Task An_operation_is_cancelled_where_another_process_works_on_it()
    {
        await using var vCenter = await SimulatedVCenter.StartAsync(cloneSeconds: 120);
        using var working = await Vmsnap.BeginAsync(Cloning, vCenter.Environment, "snapshot", "create", "--vm", "web-1", "--name", "golden", "--json");
        var id = (await vCenter.RunAsync("operation", "list", "--state", "running")).ShouldSucceed().Json.GetProperty("items")[0].GetProperty("id").GetString()!;

        var resumed = await Vmsnap.RunAsync(vCenter.Environment, "operation", "resume");
        var cancelled = await vCenter.RunAsync("operation", "cancel", id);

        resumed.ShouldSucceed().Error.Should().Contain($"{id} is left alone");
        cancelled.ShouldSucceed().Text("state").Should().Be("cancelled");
        cancelled.Error.Should().Contain($"Operation {id} is ").And.Contain("waiting for its end");
        (await working.EndAsync()).ShouldFail(1, "cancelled");
        vCenter.Named("golden").Should().BeEmpty();
    }

    [Fact]
    public async Task A_vCenter_that_goes_away_in_the_middle_leaves_the_operation_for_later()
    {
        await using var vCenter = await SimulatedVCenter.StartAsync(cloneSeconds: 3);
        using var working = await Vmsnap.BeginAsync(Cloning, vCenter.Environment, "snapshot", "create", "--vm", "web-1", "--name", "golden", "--json");
        await vCenter.GoAwayAsync();
        var lost = await working.EndAsync();

        lost.ShouldFail(3, "vCenterUnreachable");
        var id = OperationIdOf(lost);
        lost.Output.Should().Contain("stays resumable").And.Contain($"vmsnap operation resume {id}");
        (await vCenter.RunAsync("operation", "resume", id)).ShouldFail(3, "vCenterUnreachable");
        // A vCenter that is named and away doesn't matter to who only looks.
        var shown = (await vCenter.RunAsync("operation", "show", id)).ShouldSucceed().Json;
        (shown.GetProperty("state").GetString(), shown.GetProperty("error").GetProperty("code").GetString()).Should().Be(("running", "vCenterUnreachable"));

        await vCenter.ComeBackAsync();

        (await vCenter.RunAsync("operation", "resume", id)).ShouldSucceed().Text("state").Should().Be("succeeded");
        vCenter.Named("golden").Should().ContainSingle();
    }

    [Fact]
    public async Task What_arrives_late_is_removed_by_whichever_operation_command_comes_next()
    {
        SkipWithoutSignals();
        await using var vCenter = await SimulatedVCenter.StartAsync();
        vCenter.Simulator.Faults.On("CloneVM_Task").ExecuteAfterTimeout(TimeSpan.FromSeconds(20));
        var left = await Vmsnap.InterruptAsync("INT", Cloning, vCenter.Environment, "snapshot", "create", "--vm", "web-1", "--name", "golden", "--json");
        left.ShouldFail(130, "interrupted");
        (await vCenter.RunAsync("operation", "cancel", OperationIdOf(left))).ShouldSucceed().Text("state").Should().Be("cancelled");
        while (vCenter.Named("golden").Count == 0)
        {
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }

        var list = await vCenter.RunAsync("operation", "list", "--quiet");

        list.ShouldSucceed().Error.Should().Contain($"Removed a late arrival of operation {OperationIdOf(left)}").And.Contain("golden");
        list.Json.GetProperty("items").GetArrayLength().Should().Be(1);
        vCenter.Named("golden").Should().BeEmpty();
    }

    [Fact]
    public async Task A_batch_that_is_not_complete_shows_what_was_made_and_what_was_not()
    {
        using var scratch = new Scratch();
        // Room for two more disks of 10 GiB: the template's and one VM's.
        var inventory = scratch.Write("small.json", """
            { "datacenters": [ { "name": "Lab", "hosts": [ { "name": "esx" } ], "datastores": [ { "name": "small", "capacityGiB": 35 } ],
              "networks": [ { "name": "Front" } ], "virtualMachines": [ { "name": "web-1", "disks": [ { "capacityGiB": 10, "isThin": false } ] } ] } ] }
            """);
        await using var vCenter = await SimulatedVCenter.StartAsync(inventory: inventory);
        (await vCenter.RunAsync("snapshot", "create", "--vm", "web-1", "--name", "golden")).ShouldSucceed();
        string[] create = ["vm", "create", "--snapshot", "golden", "--count", "2", "--name-pattern", "new-{index}"];

        var strict = await vCenter.RunAsync([.. create, "--minimum-count", "2"]);
        vCenter.Named("new-").Should().BeEmpty("too few could be made");
        var run = await vCenter.RunAsync(create);

        strict.ExitCode.Should().Be(1, strict.Output);
        run.ExitCode.Should().Be(1, run.Output + run.Error);
        var items = run.Json.GetProperty("items").EnumerateArray().ToList();
        items.Select(item => item.GetProperty("name").GetString()).Should().Equal("new-1", "new-2");
        items.Count(item => item.TryGetProperty("moRef", out _)).Should().Be(1);
        items.Single(item => item.TryGetProperty("error", out _)).GetProperty("error").GetProperty("code").GetString().Should().Be("vCenterFault");
        var operation = (await vCenter.RunAsync("operation", "show", run.Text("operationId"))).ShouldSucceed().Json;
        operation.GetProperty("error").GetProperty("code").GetString().Should().Be("batchIncomplete");
        vCenter.Named("new-").Should().ContainSingle();
        (await vCenter.RunAsync("vm", "create", "--snapshot", "golden", "--count", "2", "--name-pattern", "more-{index}", "--minimum-count", "0")).ExitCode.Should().NotBe(0);
    }

    [Fact]
    public async Task A_secret_that_went_missing_can_be_given_later()
    {
        await using var vCenter = await SimulatedVCenter.StartAsync(cloneSeconds: 3);
        (await vCenter.RunAsync("snapshot", "create", "--vm", "win-1", "--name", "golden")).ShouldSucceed();
        var guest = vCenter.Scratch.Write(
            "guest.json", """{"os":"windows","fullName":"a","organization":"b","hostName":"win-2","administratorPassword":{"secret":"env:GUEST_PASSWORD"}}""");
        var withSecret = new Dictionary<string, string>(vCenter.Environment) { ["GUEST_PASSWORD"] = "hunter2" };

        var begun = await Vmsnap.RunAsync(withSecret, "vm", "create", "--snapshot", "golden", "--name", "win-2", "--guest", guest, "--no-wait", "--json");
        var without = await vCenter.RunAsync("operation", "resume", begun.ShouldSucceed().Text("id"));
        var with = await Vmsnap.RunAsync(withSecret, "operation", "resume", begun.Text("id"), "--json");

        without.ShouldFail(2, "secretUnavailable");
        OperationIdOf(without).Should().Be(begun.Text("id"));
        without.Output.Should().Contain("GUEST_PASSWORD").And.Contain("stays resumable");
        with.ShouldSucceed().Text("state").Should().Be("succeeded");
        var shown = await vCenter.RunAsync("operation", "show", begun.Text("id"));
        (begun.Output + without.Output + with.Output + shown.Output).Should().NotContain("hunter2");
    }

    [Fact]
    public async Task Whoever_shows_what_is_not_there_is_told_so()
    {
        using var scratch = new Scratch();
        string[] store = ["--vcenter", "memory:", "--store", scratch.Store, "--json"];

        (await Vmsnap.RunAsync([.. store, "operation", "show", "0123"])).ShouldFail(4, "operationNotFound");
        (await Vmsnap.RunAsync([.. store, "operation", "resume", "0123"])).ShouldFail(4, "operationNotFound");
        (await Vmsnap.RunAsync([.. store, "operation", "cancel", "0123"])).ShouldFail(4, "operationNotFound");
        var list = await Vmsnap.RunAsync("--store", scratch.Store, "operation", "list");
        (list.ShouldSucceed().Output, list.Error).Should().Be((string.Empty, "There is no such operation.\n"));
    }

    [Fact]
    public async Task A_token_stands_for_one_request()
    {
        using var scratch = new Scratch();
        string[] create = ["snapshot", "create", "--vm", "web-1", "--token", "nightly", "--name"];

        var first = await RunAsync([.. create, "golden"]);
        var second = await RunAsync([.. create, "golden"]);
        var other = await RunAsync([.. create, "golden-2"]);
        var vm = await RunAsync("vm", "create", "--snapshot", "golden", "--name", "n", "--token", "nightly");
        var page = (await RunAsync("operation", "list", "--limit", "1")).ShouldSucceed().Json;

        second.ShouldSucceed().Output.Should().Be(first.ShouldSucceed().Output);
        other.ShouldFail(5, "tokenMismatch");
        OperationIdOf(other).Should().Be(first.Text("operationId"));
        vm.ShouldFail(5, "tokenMismatch");
        page.GetProperty("items")[0].GetProperty("token").GetString().Should().Be("nightly");
        page.TryGetProperty("continue", out _).Should().BeFalse("there is one operation");
        (await RunAsync("--tenant", "other", "operation", "show", first.Text("operationId"))).ShouldFail(4, "operationNotFound");

        Task<Run> RunAsync(params string[] arguments) => Vmsnap.RunAsync(["--vcenter", "memory:", "--store", scratch.Store, "--json", .. arguments]);
    }

    [Fact]
    public async Task Operations_are_listed_a_page_at_a_time_and_by_state()
    {
        await using var vCenter = await SimulatedVCenter.StartAsync();
        (await vCenter.RunAsync("snapshot", "create", "--vm", "web-1", "--name", "golden")).ShouldSucceed();
        (await vCenter.RunAsync("snapshot", "create", "--vm", "appliance", "--name", "quiet", "--consistency", "quiesced")).ExitCode.Should().Be(1);

        var newest = (await vCenter.RunAsync("operation", "list", "--limit", "1")).ShouldSucceed().Json;
        var older = (await vCenter.RunAsync("operation", "list", "--limit", "1", "--continue", newest.GetProperty("continue").GetString()!)).ShouldSucceed().Json;
        var succeeded = (await vCenter.RunAsync("operation", "list", "--state", "succeeded")).ShouldSucceed().Json;
        var failed = (await vCenter.RunAsync("operation", "list", "--state", "failed")).ShouldSucceed().Json;

        newest.GetProperty("items").GetRawText().Should().Be(failed.GetProperty("items").GetRawText());
        older.GetProperty("items").GetRawText().Should().Be(succeeded.GetProperty("items").GetRawText());
        var error = failed.GetProperty("items")[0].GetProperty("error");
        error.GetProperty("code").GetString().Should().Be("vCenterFault");
        var again = await vCenter.RunAsync("operation", "resume", failed.GetProperty("items")[0].GetProperty("id").GetString()!);
        again.ExitCode.Should().Be(1);
        again.ErrorCode.Should().Be("vCenterFault", "an ended operation is reported as it is");
    }

    private static void SkipWithoutSignals() => Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "signals are Unix's");

    private static string OperationIdOf(Run failed) => failed.Json.GetProperty("error").GetProperty("operationId").GetString()!;

    private static IEnumerable<string> Actions(JsonElement operation) =>
        operation.GetProperty("audit").EnumerateArray().Select(entry => entry.GetProperty("action").GetString()!);
}
