using VmSnapshot.Sdk;

namespace VmSnapshot.IntegrationTests;

/// <summary>The command line against the simulator; pyVmomi agrees with each result.</summary>
public abstract class VmsnapTests(VcsimServer vcsim)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_main_job_runs_from_the_command_line()
    {
        using var vmsnap = new Vmsnap(vcsim);

        var list = await vmsnap.RunAsync("vm", "list", "--json");
        var witnessed = (await vcsim.ReadInventoryAsync(Token)).Vms;
        list.Json.GetProperty("items").EnumerateArray().Select(vm => vm.GetProperty("moRef").GetString())
            .Should().BeEquivalentTo(witnessed.Where(vm => !vm.Template).Select(vm => vm.MoRef));

        var created = await vmsnap.RunAsync("snapshot", "create", "--vm", "stopped", "--name", "cli-base", "--label", "os=linux", "--json");
        created.ExitCode.Should().Be(0, created.Errors);
        var template = created.Json.GetProperty("template").GetProperty("path").GetString()!;
        (await vcsim.ReadInventoryAsync(Token))[template].Template.Should().BeTrue();

        var snapshots = await vmsnap.RunAsync("snapshot", "list", "--label", "os=linux", "--json");
        snapshots.Json.GetProperty("items").EnumerateArray().Should().ContainSingle()
            .Which.GetProperty("id").GetString().Should().Be(created.Json.GetProperty("id").GetString());

        var vm = await vmsnap.RunAsync(
            "vm", "create", "--snapshot", "cli-base", "--name", "cli-vm", "--cpus", "4", "--memory-mib", "2048", "--folder", "Golden", "--power-on", "--json");
        vm.ExitCode.Should().Be(0, vm.Errors);
        var item = vm.Json.GetProperty("items")[0];
        item.GetProperty("phase").GetString().Should().Be("poweredOn");
        (await vcsim.ReadInventoryAsync(Token))["/DC0/vm/Golden/cli-vm"].Should().BeEquivalentTo(
            new { MoRef = item.GetProperty("moRef").GetString(), NumCpu = 4, MemoryMiB = 2048L, PowerState = "poweredOn", Template = false });
        (created.Output + created.Errors + vm.Output + vm.Errors).Should().NotContain(vcsim.Password);
    }

    [Theory]
    [InlineData(4, VmSnapshotErrorCodes.VmNotFound, "snapshot create --vm no-such-vm --name x")]
    [InlineData(2, VmSnapshotErrorCodes.AmbiguousName, "snapshot create --vm twin --name x")]
    [InlineData(4, VmSnapshotErrorCodes.DatastoreNotFound, "snapshot create --vm stopped --name x --datastore none")]
    [InlineData(4, VmSnapshotErrorCodes.SnapshotNotFound, "vm create --snapshot none --name x")]
    [InlineData(2, VmSnapshotErrorCodes.ValidationFailed, "vm create --snapshot none --name x --cpus 0")]
    [InlineData(2, VmSnapshotErrorCodes.ValidationFailed, "vm create --snapshot none --name x --memory-mib -4")]
    public async Task Bad_input_gets_its_exit_code_and_leaves_nothing(int exitCode, string code, string commandLine)
    {
        using var vmsnap = new Vmsnap(vcsim);
        var before = await vcsim.ReadInventoryAsync(Token);

        var result = await vmsnap.RunAsync([.. commandLine.Split(' '), "--json"]);

        (result.ExitCode, result.ErrorCode).Should().Be((exitCode, code), result.Errors);
        (await vcsim.ReadInventoryAsync(Token)).Should().BeEquivalentTo(before);
    }

    [Fact]
    public async Task What_the_record_or_vcenter_forbids_gets_its_exit_code_and_leaves_nothing()
    {
        using var vmsnap = new Vmsnap(vcsim);
        (await vmsnap.RunAsync("snapshot", "create", "--vm", "stopped", "--name", "cli-forbids")).ExitCode.Should().Be(0);
        var before = await vcsim.ReadInventoryAsync(Token);
        (int ExitCode, string Code, string CommandLine)[] cases =
        [
            (5, VmSnapshotErrorCodes.NameConflict, "snapshot create --vm stopped --name cli-forbids"),
            (5, VmSnapshotErrorCodes.NameConflict, "vm create --snapshot cli-forbids --name stopped"),
            (4, VmSnapshotErrorCodes.NetworkNotFound, "vm create --snapshot cli-forbids --name x --network 0=none"),
            (4, VmSnapshotErrorCodes.DatastoreNotFound, "vm create --snapshot cli-forbids --name x --datastore none"),
            (2, VmSnapshotErrorCodes.ValidationFailed, "vm create --snapshot cli-forbids --name x --disk 2000=1"),
        ];

        foreach (var (exitCode, code, commandLine) in cases)
        {
            var result = await vmsnap.RunAsync([.. commandLine.Split(' '), "--json"]);
            (result.ExitCode, result.ErrorCode).Should().Be((exitCode, code), $"{commandLine}: {result.Errors}");
        }

        (await vcsim.ReadInventoryAsync(Token)).Should().BeEquivalentTo(before);
    }

    [Theory]
    [InlineData(3, VmSnapshotErrorCodes.LoginRefused, "VMSNAPSHOT_PASSWORD", "wrong")]
    [InlineData(3, VmSnapshotErrorCodes.VCenterUnreachable, "VMSNAPSHOT_VCENTER", "https://127.0.0.1:1/sdk")]
    [InlineData(2, VmSnapshotErrorCodes.InvalidArguments, "VMSNAPSHOT_VCENTER", "http://vcenter.example.com/sdk")]
    [InlineData(2, VmSnapshotErrorCodes.InvalidArguments, "VMSNAPSHOT_PASSWORD", null)]
    [InlineData(2, VmSnapshotErrorCodes.InvalidArguments, "VMSNAPSHOT_VCENTER", null)]
    [InlineData(2, VmSnapshotErrorCodes.InvalidArguments, "VMSNAPSHOT_THUMBPRINT", "not-hex")]
    [InlineData(6, VmSnapshotErrorCodes.StoreUnusable, "VMSNAPSHOT_STORE", "sqlite:/dev/null/snapshots.db")]
    public async Task A_setting_that_does_not_work_gets_its_exit_code(int exitCode, string code, string variable, string? value)
    {
        using var vmsnap = new Vmsnap(vcsim) { Environment = { [variable] = value } };

        var result = await vmsnap.RunAsync("snapshot", "create", "--vm", "stopped", "--name", "x", "--json");

        (result.ExitCode, result.ErrorCode).Should().Be((exitCode, code), result.Errors);
    }
}

public sealed class VmsnapOverHttpTests(VcsimFixture fixture) : VmsnapTests(fixture.Server), IClassFixture<VcsimFixture>;

public sealed class VmsnapOverTlsTests(VcsimTlsFixture fixture) : VmsnapTests(fixture.Server), IClassFixture<VcsimTlsFixture>
{
    private readonly VcsimServer _vcsim = fixture.Server;

    [Theory]
    [InlineData(null)]
    [InlineData("aa00000000000000000000000000000000000000000000000000000000000000")]
    public async Task A_certificate_that_is_not_pinned_or_another_one_is_rejected(string? thumbprint)
    {
        using var vmsnap = new Vmsnap(_vcsim) { Environment = { ["VMSNAPSHOT_THUMBPRINT"] = thumbprint } };

        var result = await vmsnap.RunAsync("vm", "list", "--json");

        (result.ExitCode, result.ErrorCode).Should().Be((3, VmSnapshotErrorCodes.CertificateRejected), result.Errors);
        result.Json.GetProperty("error").GetProperty("message").GetString().Should().ContainEquivalentOf(_vcsim.Thumbprint!);
    }
}
