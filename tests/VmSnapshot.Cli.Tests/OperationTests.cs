using System.Text.Json;

namespace VmSnapshot.Cli.Tests;

/// <summary>Operations as the journal has them.</summary>
public sealed class OperationTests
{
    [Fact]
    public async Task What_was_begun_without_waiting_is_carried_on_by_another_process()
    {
        await using var vCenter = await SimulatedVCenter.StartAsync(clonesTakeTime: true);

        var begun = await vCenter.RunAsync("snapshot", "create", "--vm", "web-1", "--name", "nightly", "--no-wait", "--token", "nightly-7");

        begun.ShouldSucceed().Json.EnumerateObject().Select(key => key.Name).Should().Equal("id", "kind", "state", "step", "percent", "token", "startedAt");
        (begun.Text("kind"), begun.Text("state"), begun.Text("token")).Should().Be(("createSnapshot", "running", "nightly-7"));
        var creating = await vCenter.RunAsync("snapshot", "show", "nightly");
        creating.ShouldSucceed().Text("status").Should().Be("creating");
        creating.Json.TryGetProperty("template", out _).Should().BeFalse();
        (await Vmsnap.RunAsync(vCenter.Environment, "snapshot", "show", "nightly")).ShouldSucceed().Output.Should().Contain("none yet");

        vCenter.EndClones();
        var resumed = await vCenter.RunAsync("operation", "resume", begun.Text("id"));

        resumed.ShouldSucceed().Json.EnumerateObject().Select(key => key.Name).Should().Equal("id", "kind", "state", "step", "percent", "token", "startedAt", "endedAt");
        resumed.Text("state").Should().Be("succeeded");
        (await vCenter.RunAsync("snapshot", "show", "nightly")).ShouldSucceed().Json.TryGetProperty("template", out _).Should().BeTrue();
        var shown = (await vCenter.RunAsync("operation", "show", begun.Text("id"))).ShouldSucceed().Json;
        Actions(shown).Should().ContainInOrder("begin", "claim", "bind", "release", "claim", "end");
        vCenter.Simulator.Calls.Of("CloneVM_Task").Should().ContainSingle("it was taken up where it stood");
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
        (await vCenter.RunAsync("snapshot", "create", "--vm", "web-1", "--name", "nightly")).ShouldSucceed();
        string[] create = ["vm", "create", "--snapshot", "nightly", "--count", "2", "--name-pattern", "new-{index}"];

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
    }

    [Fact]
    public async Task A_secret_that_went_missing_can_be_given_later()
    {
        await using var vCenter = await SimulatedVCenter.StartAsync(clonesTakeTime: true);
        var snapshot = await vCenter.RunAsync("snapshot", "create", "--vm", "win-1", "--name", "nightly", "--no-wait");
        vCenter.EndClones();
        (await vCenter.RunAsync("operation", "resume", snapshot.ShouldSucceed().Text("id"))).ShouldSucceed();
        var guest = vCenter.Scratch.Write(
            "guest.json", """{"os":"windows","fullName":"a","organization":"b","hostName":"win-2","administratorPassword":{"secret":"env:GUEST_PASSWORD"}}""");
        var withSecret = new Dictionary<string, string>(vCenter.Environment) { ["GUEST_PASSWORD"] = "hunter2" };

        var begun = await Vmsnap.RunAsync(withSecret, "vm", "create", "--snapshot", "nightly", "--name", "win-2", "--guest", guest, "--no-wait", "--json");
        vCenter.EndClones();
        var without = await vCenter.RunAsync("operation", "resume", begun.ShouldSucceed().Text("id"));
        var with = await Vmsnap.RunAsync(withSecret, "operation", "resume", begun.Text("id"), "--json");

        without.ShouldFail(2, "secretUnavailable");
        OperationIdOf(without).Should().Be(begun.Text("id"));
        without.Output.Should().Contain($"GUEST_PASSWORD is not set. Operation {begun.Text("id")} stays resumable");
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
        string[] create = ["snapshot", "create", "--vm", "web-1", "--token", "t-7", "--name"];

        var first = await RunAsync([.. create, "nightly"]);
        var second = await RunAsync([.. create, "nightly"]);
        var other = await RunAsync([.. create, "nightly-2"]);
        var vm = await RunAsync("vm", "create", "--snapshot", "nightly", "--name", "n", "--token", "t-7");
        var page = (await RunAsync("operation", "list", "--limit", "1")).ShouldSucceed().Json;

        second.ShouldSucceed().Output.Should().Be(first.ShouldSucceed().Output);
        other.ShouldFail(5, "tokenMismatch");
        OperationIdOf(other).Should().Be(first.Text("operationId"));
        vm.ShouldFail(5, "tokenMismatch");
        page.GetProperty("items")[0].GetProperty("token").GetString().Should().Be("t-7");
        page.TryGetProperty("continue", out _).Should().BeFalse("there is one operation");
        (await RunAsync("--tenant", "other", "operation", "show", first.Text("operationId"))).ShouldFail(4, "operationNotFound");

        Task<Run> RunAsync(params string[] arguments) => Vmsnap.RunAsync(["--vcenter", "memory:", "--store", scratch.Store, "--json", .. arguments]);
    }

    [Fact]
    public async Task Operations_are_listed_a_page_at_a_time_and_by_state()
    {
        await using var vCenter = await SimulatedVCenter.StartAsync();
        (await vCenter.RunAsync("snapshot", "create", "--vm", "web-1", "--name", "nightly")).ShouldSucceed();
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

    internal static string OperationIdOf(Run failed) => failed.Json.GetProperty("error").GetProperty("operationId").GetString()!;

    internal static IEnumerable<string> Actions(JsonElement operation) =>
        operation.GetProperty("audit").EnumerateArray().Select(entry => entry.GetProperty("action").GetString()!);
}
