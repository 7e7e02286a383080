namespace VmSnapshot.Cli.Tests;

/// <summary>Commands that look at VMs and the connection, on the simulated vCenter.</summary>
public sealed class InventoryTests
{
    private const string Uuid = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";

    [Fact]
    public async Task Vm_list_has_the_keys_that_scripts_rely_on()
    {
        var run = await Vmsnap.RunAsync("vm", "list", "--name-contains", "WEB", "--json", "--vcenter", "memory:");

        var items = run.ShouldSucceed().Json.GetProperty("items").EnumerateArray().ToList();
        items.Select(item => item.GetProperty("name").GetString()).Should().Equal("web-1", "web-2");
        var web = items[0];
        web.GetProperty("path").GetString().Should().Be("/DC0/vm/web-1");
        web.GetProperty("moRef").GetString().Should().MatchRegex("^vm-[0-9]+$");
        web.GetProperty("instanceUuid").GetString().Should().NotBeNullOrEmpty();
        web.GetProperty("powerState").GetString().Should().Be("poweredOn");
        web.GetProperty("cpus").GetInt32().Should().Be(2);
        web.GetProperty("memoryMiB").GetInt64().Should().Be(2048);
    }

    [Fact]
    public async Task Vm_list_in_a_pipe_is_one_line_a_vm_without_escapes()
    {
        var run = await Vmsnap.RunAsync("--vcenter", "memory:", "vm", "list");

        var lines = run.ShouldSucceed().Output.TrimEnd('\n').Split('\n');
        lines.Should().HaveCountGreaterThan(12);
        lines[0].Should().StartWith("NAME");
        lines.Skip(1).Should().OnlyContain(line => line.Contains(" vm-") && line.Contains("/DC0/vm/"));
        run.Output.Should().NotContain("\u001b").And.MatchRegex($"/DC0/vm/Golden/Linux/golden-debian +{Uuid}\n");
    }

    [Fact]
    public async Task Vm_show_has_the_keys_that_scripts_rely_on()
    {
        var vm = (await Vmsnap.RunAsync("--vcenter", "memory:", "--json", "vm", "show", "path:/DC0/vm/db-1")).ShouldSucceed().Json;

        vm.GetProperty("coresPerSocket").GetInt32().Should().Be(4);
        vm.GetProperty("firmware").GetString().Should().Be("efi");
        foreach (var key in new[] { "name", "path", "moRef", "instanceUuid", "biosUuid", "powerState", "guestId", "cpus", "memoryMiB" })
        {
            vm.TryGetProperty(key, out _).Should().BeTrue(key);
        }

        var disk = vm.GetProperty("disks").EnumerateArray().First();
        disk.GetProperty("key").GetInt32().Should().Be(2000);
        disk.GetProperty("label").GetString().Should().Be("Hard disk 1");
        disk.GetProperty("capacityBytes").GetInt64().Should().Be(40L << 30);
        disk.GetProperty("datastore").GetString().Should().Be("datastore2");
        disk.GetProperty("thin").GetBoolean().Should().BeTrue();
        var network = vm.GetProperty("networks").EnumerateArray().Last();
        network.GetProperty("network").GetString().Should().Be("backend");
        network.GetProperty("adapterType").GetString().Should().Be("VirtualVmxnet3");
        network.GetProperty("macAddress").GetString().Should().NotBeNullOrEmpty();
    }

    [Fact]
    public async Task Names_are_text_and_never_markup()
    {
        var run = await Vmsnap.RunAsync("--vcenter", "memory:", "vm", "show", "[red]\u001b[31m");

        run.ExitCode.Should().Be(4);
        run.Error.Should().Contain("[red]").And.NotContain("\u001b");
    }

    [Theory]
    [InlineData("no-such-vm", 4, "vmNotFound")]
    [InlineData("shared", 2, "ambiguousName")]
    [InlineData("moref:", 2, "invalidArguments")]
    public async Task A_vm_that_is_not_one(string vm, int exitCode, string errorCode)
    {
        var run = await Vmsnap.RunAsync("--vcenter", "memory:", "--json", "vm", "show", vm);

        run.ShouldFail(exitCode, errorCode);
        if (errorCode == "ambiguousName")
        {
            run.Json.GetProperty("error").GetProperty("details").GetProperty("candidates").EnumerateArray()
                .Select(candidate => candidate.GetString()).Should().HaveCount(2).And.OnlyContain(candidate => candidate!.StartsWith("moref:vm-") && !candidate.Contains(' '));
        }
    }

    [Fact]
    public async Task An_unreachable_vCenter_is_3_and_the_password_stays_secret()
    {
        var environment = new Dictionary<string, string>
        {
            ["VMSNAPSHOT_VCENTER"] = "http://127.0.0.1:1",
            ["VMSNAPSHOT_USERNAME"] = "somebody",
            ["VMSNAPSHOT_PASSWORD"] = "hunter2",
        };

        var run = await Vmsnap.RunAsync(environment, "vm", "list", "--json");

        run.ShouldFail(3, "vCenterUnreachable");
        (run.Output + run.Error).Should().NotContain("hunter2");
    }

    [Theory]
    [InlineData(120)]
    [InlineData(60)]
    [InlineData(40)]
    public async Task On_a_terminal_an_id_is_whole_or_not_there(int width)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/script"), "script(1) makes the terminal");

        var run = await Vmsnap.OnTerminalAsync(width, "--vcenter memory: vm list; vmsnap --vcenter memory: vm show golden-debian");

        // Beside the UUID of the VM that is shown, which stays whole, there may be others where there is room.
        var lines = run.Replace("\r", string.Empty, StringComparison.Ordinal).Split('\n');
        var list = lines.TakeWhile(line => !line.Contains("BIOS UUID", StringComparison.Ordinal)).ToList();
        list.Where(line => System.Text.RegularExpressions.Regex.IsMatch(line, "vm-[0-9]")).Should().HaveCountGreaterThan(10).And.OnlyContain(line => line.Length <= width + 8);
        list.Where(line => System.Text.RegularExpressions.Regex.IsMatch(line, "-4[0-9a-f]{3}-")).Should().OnlyContain(line => System.Text.RegularExpressions.Regex.IsMatch(line, Uuid));
        run.Should().MatchRegex($"BIOS UUID.*{Uuid}");
    }

    [Fact]
    public async Task A_terminal_that_can_not_move_its_cursor_gets_lines()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/script"), "script(1) makes the terminal");

        var run = await Vmsnap.OnTerminalAsync(100, "--vcenter memory: snapshot create --vm web-1 --name s", "dumb");

        run.Should().Contain("CloneToTemplate   10% cloning VM").And.Contain("RecordSnapshot   100%");
    }

    [Fact]
    public async Task A_full_standard_output_is_told_as_such()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/script"), "script(1) makes the terminal");

        var run = await Vmsnap.OnTerminalAsync(200, "--vcenter memory: vm list --json >/dev/full; echo ended with $?");

        run.Should().Contain("could not be written to standard output").And.Contain("ended with 1").And.NotContain("should not");
    }

    [Fact]
    public async Task Doctor_names_the_failing_check_and_ends_with_its_code()
    {
        var environment = new Dictionary<string, string> { ["VMSNAPSHOT_STORE"] = "sqlite:/dev/null/x.db" };

        var run = await Vmsnap.RunAsync(environment, "--vcenter", "memory:", "doctor", "--json");

        run.ExitCode.Should().Be(6, run.Output);
        var checks = run.Json.GetProperty("checks").EnumerateArray().ToDictionary(check => check.GetProperty("name").GetString()!);
        checks.Keys.Should().Equal("connection", "certificate", "session", "privileges", "store");
        checks["connection"].GetProperty("ok").GetBoolean().Should().BeTrue();
        checks["connection"].GetProperty("detail").GetString().Should().NotBeEmpty();
        checks["store"].GetProperty("ok").GetBoolean().Should().BeFalse();
        checks["store"].GetProperty("remedy").GetString().Should().NotBeEmpty();
    }
}
