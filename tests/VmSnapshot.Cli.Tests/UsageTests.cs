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
        "--vcenter memory: --store postgresql: snapshot list",
        "--vcenter memory: --store postgresql:Database=snapshots snapshot list",
        "--vcenter memory: --store postgresql://db/snapshots snapshot list",
        "--vcenter memory: --store postgresql:Host=db;Frob=1 snapshot list",
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
        "--vcenter memory: snapshot delete s --purge",
        "--vcenter memory: snapshot create --vm web-1 --name s --no-wait",
        "--vcenter memory: vm create --snapshot s --name n --no-wait",
        "--vcenter memory: vm create --snapshot s --name n --no-wait --dry-run",
        "operation",
        "operation show",
        "operation list --state nonsense",
        "operation list --limit 0",
        "operation list --continue nonsense",
        "operation resume",
        "operation cancel 1",
        "simulator --clone-seconds -1",
        "simulator --listen 0.0.0.0:0",
        "simulator --listen 192.0.2.1:443",
        "simulator --listen 127.0.0.1",
        "simulator --listen vcenter.example:443",
        "simulator --inventory /no/such/file.json");

    /// <summary>What a later version may have; until then it must not look as if it worked.</summary>
    public static TheoryData<string> NotThere => new(
        "reconcile",
        "vm create --snapshot s --name n --power-on --wait-for ip", "vm create --snapshot s --name n --power-on --wait-for customized");

    [Theory]
    [MemberData(nameof(Unusable))]
    public async Task Unusable_arguments_are_refused(string line) =>
        (await Vmsnap.RunAsync([.. Split(line), "--json"])).ShouldFail(2, "invalidArguments");

    [Theory]
    [MemberData(nameof(NotThere))]
    public async Task What_is_not_there_is_refused(string line) =>
        (await Vmsnap.RunAsync(["--vcenter", "memory:", .. Split(line), "--json"])).ShouldFail(2, "invalidArguments");

    [Theory]
    [InlineData("vm create --snapshot s --name n --cpus 2.5", "--cpus: '2.5' is not a whole number.")]
    [InlineData("vm create --snapshot s --name n --cpus 99999999999", "--cpus: 99999999999 is out of range.")]
    [InlineData("vm list --timeout abc", "--timeout: 'abc' is not a number of seconds.")]
    [InlineData("snapshot list --status Available", "--status: 'Available' is none of creating, available, failed, cancelled, deleting, deleted, purged.")]
    [InlineData("snapshot list --store sqlite::memory:", "--store: SQLite's :memory:")]
    [InlineData("vm create --snapshot s --name n --guest '' --folder '' --disk ''", "--folder is empty.")]
    [InlineData("vm frob", "There is no command 'frob'; there are list, show, create.")]
    public async Task A_value_that_does_not_fit_is_told_in_the_options_words(string line, string message)
    {
        var run = await Vmsnap.RunAsync(["--vcenter", "memory:", .. Split(line).Select(word => word == "''" ? string.Empty : word), "--json"]);

        run.ShouldFail(2, "invalidArguments");
        run.Json.GetProperty("error").GetProperty("message").GetString().Should().Contain(message).And.NotContainAny("System.", "\n", "\t");
    }

    [Fact]
    public async Task A_pin_over_http_is_refused_as_an_option_and_left_alone_in_the_environment()
    {
        var pin = new string('a', 64);
        var environment = new Dictionary<string, string> { ["VMSNAPSHOT_USERNAME"] = "u", ["VMSNAPSHOT_PASSWORD"] = "p", ["VMSNAPSHOT_THUMBPRINT"] = pin };

        var option = await Vmsnap.RunAsync(environment, "--vcenter", "http://127.0.0.1:1", "--thumbprint", pin, "vm", "list", "--json");
        var ignored = await Vmsnap.RunAsync(environment, "--vcenter", "http://127.0.0.1:1", "doctor", "--json");

        option.ShouldFail(2, "invalidArguments");
        option.Output.Should().Contain("--thumbprint");
        ignored.ExitCode.Should().Be(3, ignored.Output);
    }

    [Fact]
    public async Task A_demo_that_finds_a_vCenter_in_the_environment_says_so()
    {
        var run = await Vmsnap.RunAsync(new Dictionary<string, string> { ["VMSNAPSHOT_VCENTER"] = "https://vcenter.example" }, "demo");

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain("VMSNAPSHOT_VCENTER").And.Contain("--vcenter memory:").And.Contain("--vm VM");
    }

    [Theory]
    [InlineData("""{"os":"linux","adapters":null}""", "'adapters' must be a list, not null")]
    [InlineData("""{"os":"linux","adapters":[null]}""", "'adapters[0]' must be an object, not null")]
    [InlineData("""{"os":"linux","dnsServers":null,"hostName":null,"frob":1}""", "'dnsServers' must be a list", "there is no property 'frob'; known are os, ")]
    [InlineData("""{"os":"bsd"}""", "\"linux\" or \"windows\"")]
    [InlineData("""[]""", "not a list")]
    [InlineData("""{"os":"windows","fullName":"a","timeZone":"x","domain":{"name":"d"}}""", "'timeZone' must be a whole number", "'organization' is missing", "'domain.password' is missing")]
    [InlineData("""{"os":"linux","hostName":"\ud800"}""", "can't be read as JSON")]
    public async Task A_guest_file_that_does_not_fit_says_which_property(string json, params string[] messages)
    {
        using var scratch = new Scratch();
        var file = scratch.Write("guest.json", json);

        var run = await Vmsnap.RunAsync("--vcenter", "memory:", "vm", "create", "--snapshot", "s", "--name", "n", "--guest", file, "--json");

        run.ShouldFail(2, "invalidArguments");
        run.Json.GetProperty("error").GetProperty("message").GetString().Should().ContainAll(messages).And.NotContainAny("System.", "VmSnapshot.", ".NET");
    }

    [Fact]
    public async Task Help_is_there_for_who_looks_around()
    {
        var missing = await Vmsnap.RunAsync("vm");
        var help = await Vmsnap.RunAsync("help", "vm", "create");
        var version = await Vmsnap.RunAsync("--version", "--json");

        missing.ExitCode.Should().Be(2);
        missing.Output.Should().BeEmpty();
        missing.Error.Should().Contain("Usage:").And.Contain("create");
        help.ShouldSucceed().Output.Should().Contain("--memory-mib");
        version.ShouldSucceed().Json.GetProperty("version").GetString().Should().NotBeEmpty();
    }

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
        var key = await Vmsnap.RunAsync("--store", "postgresql:Host=db;SSL Password=hunter2", "snapshot", "list");
        var broken = await Vmsnap.RunAsync("--store", "postgresql:Host=db;Pasword=hunter2", "snapshot", "list");
        var address = await Vmsnap.RunAsync("--store", "postgresql://portal:hunter2@db/snapshots", "snapshot", "list");

        string.Concat(new[] { url, store, key, broken, address }.Select(run => run.Output + run.Error)).Should().NotContain("hunter2");
        new[] { key, broken, address }.Should().OnlyContain(run => run.ExitCode == 2);
        url.ExitCode.Should().Be(2);
        store.ExitCode.Should().Be(2);
        store.Error.Should().Contain("VMSNAPSHOT_STORE").And.Contain("PGPASSWORD");
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
        run.Output.Should().Contain("administratorPassword").And.Contain("env:NO_SUCH_VARIABLE");
    }

    [Fact]
    public async Task Help_shows_options_and_examples()
    {
        var run = await Vmsnap.RunAsync("vm", "create", "--help");

        run.ShouldSucceed().Output.Should().Contain("--memory-mib").And.Contain("Examples:").And.Contain("vmsnap vm create --snapshot");
        run.Output.Should().Contain("--no-wait").And.Contain("--token");
    }

    private static string[] Split(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
