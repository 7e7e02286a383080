using VmSnapshot.IntegrationTests;

namespace VmSnapshot.Cli.Tests;

/// <summary>The tool on a vCenter over SOAP, with an independent client that looks at the inventory afterwards.</summary>
public abstract class VcsimTests(VcsimFixture fixture) : IDisposable
{
    private readonly Scratch _scratch = new();

    protected VcsimServer Vcsim { get; } = fixture.Server;

    protected Dictionary<string, string> Password => new() { ["VMSNAPSHOT_PASSWORD"] = Vcsim.Password };

    public void Dispose()
    {
        _scratch.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task From_a_vm_to_a_snapshot_to_new_vms()
    {
        var snapshot = (await RunAsync("snapshot", "create", "--vm", "app-server", "--name", "golden")).ShouldSucceed().Json;
        var template = (await InventoryAsync())[snapshot.GetProperty("template").GetProperty("path").GetString()!];
        template.Template.Should().BeTrue();
        template.MoRef.Should().EndWith(snapshot.GetProperty("template").GetProperty("moRef").GetString());

        var plan = (await RunAsync("vm", "create", "--snapshot", "golden", "--name", "new-1", "--cpus", "2", "--dry-run")).ShouldSucceed().Json;
        plan.GetProperty("items")[0].GetProperty("cpus").GetInt32().Should().Be(2);
        (await InventoryAsync()).Named("new-1").Should().BeEmpty();

        var made = (await RunAsync(
            "vm", "create", "--snapshot", "golden", "--name", "new-1", "--folder", "Golden", "--cpus", "2", "--memory-mib", "8192", "--add-disk", "2", "--power-on")).ShouldSucceed().Json;
        made.GetProperty("operationId").GetString().Should().HaveLength(32);
        made.GetProperty("items")[0].GetProperty("phase").GetString().Should().Be("poweredOn");
        made.GetProperty("items")[0].GetProperty("ipAddresses").GetArrayLength().Should().Be(0);
        var vm = (await InventoryAsync())["/DC0/vm/Golden/new-1"];
        (vm.NumCpu, vm.MemoryMiB, vm.PowerState, vm.Disks.Count).Should().Be((2, 8192L, "poweredOn", 3));
        vm.InstanceUuid.Should().Be(made.GetProperty("items")[0].GetProperty("instanceUuid").GetString());

        await MoreWithSnapshotAsync();

        (await RunAsync("snapshot", "delete", "golden", "--purge", "--yes")).ShouldSucceed().Json.GetProperty("status").GetString().Should().Be("purged");
        (await InventoryAsync()).Vms.Should().NotContain(item => item.Template);
    }

    /// <summary>What is worth asking once, not on every transport.</summary>
    protected virtual Task MoreWithSnapshotAsync() => Task.CompletedTask;

    protected string[] Connection =>
    [
        "--vcenter", Vcsim.Url.ToString(), "--username", Vcsim.Username, "--store", _scratch.Store,
        .. Vcsim.Thumbprint is { } thumbprint ? ["--thumbprint", thumbprint] : Array.Empty<string>(),
    ];

    protected async Task<Run> RunAsync(params string[] arguments)
    {
        var run = await Vmsnap.RunAsync(Password, [.. Connection, "--json", .. arguments]);
        (run.Output + run.Error).Should().NotContain(Vcsim.Password);
        return run;
    }

    protected Task<Inventory> InventoryAsync() =>
        Inventory.ReadAsync(Vcsim.Url, Vcsim.Username, Vcsim.Password, Vcsim.Thumbprint, TestContext.Current.CancellationToken);
}

public sealed class VcsimHttpTests(VcsimFixture fixture) : VcsimTests(fixture), IClassFixture<VcsimFixture>
{
    [Fact]
    public async Task A_demo_cleans_up_after_itself()
    {
        var run = await RunAsync("demo", "--vm", "stopped");

        run.ShouldSucceed().Json.GetProperty("removed").GetBoolean().Should().BeTrue();
        run.Json.GetProperty("vm").GetProperty("powerState").GetString().Should().Be("poweredOff");
        (await InventoryAsync()).Vms.Should().NotContain(vm => vm.Name.StartsWith("vmsnap-demo"));
    }

    [Theory]
    [InlineData(4, "vmNotFound", "snapshot create --vm no-such-vm --name x")]
    [InlineData(2, "ambiguousName", "snapshot create --vm twin --name x")]
    [InlineData(4, "datastoreNotFound", "snapshot create --vm stopped --name x --datastore none")]
    [InlineData(4, "folderNotFound", "snapshot create --vm stopped --name x --folder none")]
    [InlineData(4, "resourcePoolNotFound", "snapshot create --vm stopped --name x --resource-pool none")]
    [InlineData(4, "snapshotNotFound", "vm create --snapshot none --name x")]
    [InlineData(2, "validationFailed", "vm create --snapshot none --name x --cpus 0")]
    [InlineData(2, "validationFailed", "vm create --snapshot none --name x --memory-mib -4")]
    public async Task Bad_input_gets_its_exit_code_and_leaves_nothing(int exitCode, string code, string commandLine)
    {
        var before = await InventoryAsync();

        (await RunAsync(commandLine.Split(' '))).ShouldFail(exitCode, code);

        (await InventoryAsync()).Should().BeEquivalentTo(before);
    }

    [Theory]
    [InlineData(3, "vCenterUnreachable", "--vcenter", "https://127.0.0.1:1/sdk")]
    [InlineData(2, "invalidArguments", "--vcenter", "http://vcenter.example.com/sdk")]
    [InlineData(2, "invalidArguments", "--thumbprint", "not-hex")]
    [InlineData(6, "storeUnusable", "--store", "sqlite:/dev/null/snapshots.db")]
    public async Task A_setting_that_does_not_work_gets_its_exit_code(int exitCode, string code, string option, string value)
    {
        var before = await InventoryAsync();
        string[] connection = [.. Connection];
        var given = Array.IndexOf(connection, option);
        connection = given < 0 ? [.. connection, option, value] : [.. connection[..(given + 1)], value, .. connection[(given + 2)..]];

        (await Vmsnap.RunAsync(Password, [.. connection, "--json", "snapshot", "create", "--vm", "stopped", "--name", "x"])).ShouldFail(exitCode, code);

        (await InventoryAsync()).Should().BeEquivalentTo(before);
    }

    [Fact]
    public async Task A_wrong_password_is_refused_and_never_shown()
    {
        var environment = new Dictionary<string, string> { ["VMSNAPSHOT_PASSWORD"] = "hunter2" };

        var run = await Vmsnap.RunAsync(environment, [.. Connection, "vm", "list", "--json"]);

        run.ShouldFail(3, "loginRefused");
        (run.Output + run.Error).Should().NotContain("hunter2");
    }

    protected override async Task MoreWithSnapshotAsync()
    {
        var batch = (await RunAsync("vm", "create", "--snapshot", "golden", "--count", "2", "--name-pattern", "batch-{index:00}")).ShouldSucceed().Json;
        batch.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("name").GetString()).Should().Equal("batch-01", "batch-02");
        batch.GetProperty("items").EnumerateArray().Should().OnlyContain(item => item.GetProperty("phase").GetString() == "configured");

        (await CreateAsync("--name", "new-2", "--network", "0=no-such")).ShouldFail(4, "networkNotFound");
        (await CreateAsync("--name", "new-2", "--datastore", "no-such")).ShouldFail(4, "datastoreNotFound");
        (await CreateAsync("--name", "new-1", "--folder", "Golden")).ShouldFail(5, "nameConflict");
        (await CreateAsync("--name", "new-2", "--disk", "2000=1")).ShouldFail(2, "validationFailed");
        (await InventoryAsync()).Named("new-2").Should().BeEmpty();

        Task<Run> CreateAsync(params string[] options) => RunAsync(["vm", "create", "--snapshot", "golden", .. options]);
    }
}

public sealed class VcsimTlsTests(VcsimTlsFixture fixture) : VcsimTests(fixture), IClassFixture<VcsimTlsFixture>
{
    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused()
    {
        string[] connection = ["--vcenter", Vcsim.Url.ToString(), "--username", Vcsim.Username, "vm", "list", "--json"];

        (await Vmsnap.RunAsync(Password, connection)).ShouldFail(3, "certificateRejected");
        (await Vmsnap.RunAsync(Password, [.. connection, "--thumbprint", new string('a', 64)])).ShouldFail(3, "certificateRejected");

        var doctor = await Vmsnap.RunAsync(Password, [.. connection[..4], "--thumbprint", new string('a', 64), "doctor"]);
        doctor.ExitCode.Should().Be(3);
        doctor.Output.Should().Contain("Another certificate is there than the pinned one").And.Contain("VMSNAPSHOT_THUMBPRINT").And.Contain("not run").And.NotContain("set Thumbprint");
    }
}
