namespace VmSnapshot.Cli.Tests;

/// <summary>Arguments that can't be used: refused before anything is asked of a vCenter or a database.</summary>
public sealed class UsageTests
{
    public static TheoryData<string> Unusable => new(
        string.Empty,
        "vm",
        "frobnicate",
        "vm list",
        "vm show",
        "--vcenter vcenter.example vm list",
        "--vcenter https://vcenter.example/ui vm list",
        "--vcenter http://192.0.2.1/sdk vm list",
        "--vcenter https://vcenter.example vm list",
        "--vcenter https://vcenter.example --username u vm list",
        "--vcenter memory: --thumbprint abc vm list",
        "--vcenter memory: --timeout 0 vm list",
        "--vcenter memory: --store postgresql:Host=db snapshot list",
        "--vcenter memory: --store snapshots.db snapshot list",
        "--vcenter memory: vm create --snapshot s",
        "--vcenter memory: vm create --snapshot s --name n --count 2",
        "--vcenter memory: vm create --snapshot s --name n --cpus many",
        "--vcenter memory: vm create --snapshot s --name n --disk 2000=big",
        "--vcenter memory: vm create --snapshot s --name n --network backend",
        "--vcenter memory: vm create --snapshot s --name n --wait-for powered-on",
        "--vcenter memory: vm create --snapshot s --name n --guest /no/such/file.json",
        "--vcenter memory: snapshot create --vm web-1 --name s --kind thin",
        "--vcenter memory: snapshot create --vm web-1 --name s --consistency poweredOff",
        "--vcenter memory: snapshot create --vm web-1 --name s --label novalue",
        "--vcenter memory: snapshot delete s --purge");

    /// <summary>What a later version may have; until then it must not look as if it worked.</summary>
    public static TheoryData<string> NotThere => new(
        "operation list", "reconcile", "simulator",
        "vm create --snapshot s --name n --token t", "vm create --snapshot s --name n --no-wait", "snapshot create --vm v --name n --no-wait",
        "vm create --snapshot s --name n --power-on --wait-for ip", "vm create --snapshot s --name n --power-on --wait-for customized");

    [Theory]
    [MemberData(nameof(Unusable))]
    public async Task Unusable_arguments_are_refused(string line) =>
        (await Vmsnap.RunAsync([.. Split(line), "--json"])).ShouldFail(2, "invalidArguments");

    [Theory]
    [MemberData(nameof(NotThere))]
    public async Task What_is_not_there_is_refused(string line) =>
        (await Vmsnap.RunAsync(["--vcenter", "memory:", .. Split(line), "--json"])).ShouldFail(2, "invalidArguments");

    [Fact]
    public async Task Without_json_the_message_goes_to_standard_error()
    {
        var run = await Vmsnap.RunAsync("vm", "list");

        run.ExitCode.Should().Be(2);
        run.Output.Should().BeEmpty();
        run.Error.Should().Contain("--vcenter").And.Contain("(invalidArguments)").And.NotContain("\u001b");
    }

    [Fact]
    public async Task A_value_that_may_hold_a_password_is_not_repeated()
    {
        var url = await Vmsnap.RunAsync("--vcenter", "https://root:hunter2@vcenter.example", "vm", "list");
        var store = await Vmsnap.RunAsync("--store", "postgresql:Host=db;Password=hunter2", "snapshot", "list");

        (url.Output + url.Error + store.Output + store.Error).Should().NotContain("hunter2");
        url.ExitCode.Should().Be(2);
        store.ExitCode.Should().Be(2);
        store.Error.Should().Contain("SQLite only");
    }

    [Fact]
    public async Task A_guest_file_with_a_secret_in_clear_is_refused_without_repeating_it()
    {
        using var scratch = new Scratch();
        var file = scratch.Write("guest.json", """{"os":"windows","fullName":"a","organization":"b","administratorPassword":"hunter2"}""");
        var broken = scratch.Write("broken.json", """{"os":"windows","administratorPassword":hunter2}""");

        var clear = await Vmsnap.RunAsync("--vcenter", "memory:", "vm", "create", "--snapshot", "s", "--name", "n", "--guest", file, "--json");
        var syntax = await Vmsnap.RunAsync("--vcenter", "memory:", "vm", "create", "--snapshot", "s", "--name", "n", "--guest", broken, "--json");

        clear.ShouldFail(2, "invalidArguments");
        clear.Output.Should().Contain("by reference").And.NotContain("hunter2");
        syntax.ShouldFail(2, "invalidArguments");
        syntax.Output.Should().NotContain("hunter2");
    }

    [Fact]
    public async Task A_secret_that_is_not_there_is_found_before_anything_is_made()
    {
        using var scratch = new Scratch();
        var file = scratch.Write(
            "guest.json", """{"fullName":"a","organization":"b","administratorPassword":{"secret":"env:NO_SUCH_VARIABLE"},"os":"windows"}""");

        var run = await Vmsnap.RunAsync("--vcenter", "memory:", "vm", "create", "--snapshot", "s", "--name", "n", "--guest", file, "--json");

        run.ShouldFail(2, "secretUnavailable");
    }

    [Fact]
    public async Task Help_shows_options_and_examples()
    {
        var run = await Vmsnap.RunAsync("vm", "create", "--help");

        run.ShouldSucceed().Output.Should().Contain("--memory-mib").And.Contain("Examples:").And.Contain("vmsnap vm create --snapshot");
        run.Output.Should().NotContain("--no-wait").And.NotContain("--token");
    }

    private static string[] Split(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
