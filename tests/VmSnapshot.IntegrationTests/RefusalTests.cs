using System.Net;
using System.Net.Sockets;
using VmSnapshot.Sdk;

namespace VmSnapshot.IntegrationTests;

/// <summary>Bad input over SOAP: the right error, before anything is changed.</summary>
public sealed class RefusalTests(VcsimTlsFixture fixture) : IClassFixture<VcsimTlsFixture>
{
    private readonly VcsimServer _vcsim = fixture.Server;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("no-such-vm", null, null, null, VmSnapshotErrorCodes.VmNotFound)]
    [InlineData("moref:vm-999999", null, null, null, VmSnapshotErrorCodes.VmNotFound)]
    [InlineData("uuid:6f9619ff-8b86-d011-b42d-00cf4fc964ff", null, null, null, VmSnapshotErrorCodes.VmNotFound)]
    [InlineData("/DC0/vm/nowhere/x", null, null, null, VmSnapshotErrorCodes.VmNotFound)]
    [InlineData("twin", null, null, null, VmSnapshotErrorCodes.AmbiguousName)]
    [InlineData("stopped", "no-such-datastore", null, null, VmSnapshotErrorCodes.DatastoreNotFound)]
    [InlineData("stopped", null, "no-such-folder", null, VmSnapshotErrorCodes.FolderNotFound)]
    [InlineData("stopped", null, "/DC0/host", null, VmSnapshotErrorCodes.FolderNotFound)]
    [InlineData("stopped", null, null, "no-such-pool", VmSnapshotErrorCodes.ResourcePoolNotFound)]
    [InlineData("stopped", null, null, "Resources", VmSnapshotErrorCodes.AmbiguousName)]
    public async Task A_snapshot_of_what_is_not_there_is_refused(string vm, string? datastore, string? folder, string? pool, string code)
    {
        await using var sdk = new SdkHost(_vcsim);
        var before = await _vcsim.ReadInventoryAsync(Token);

        var create = () => sdk.Snapshots.CreateAsync(
            new CreateSnapshotRequest { Vm = vm, Name = "refused", Datastore = datastore, Folder = folder, ResourcePool = pool }, Token);

        (await create.Should().ThrowAsync<VmSnapshotException>()).Which.Code.Should().Be(code);
        (await _vcsim.ReadInventoryAsync(Token)).Should().BeEquivalentTo(before);
        (await sdk.Snapshots.ListAsync(new SnapshotQuery(), Token)).Items.Should().BeEmpty();
    }

    [Fact]
    public async Task A_vm_that_cannot_be_made_is_refused_and_leaves_nothing()
    {
        await using var sdk = new SdkHost(_vcsim);
        await sdk.SnapshotAsync("stopped", "refusals-base", Token);
        var before = await _vcsim.ReadInventoryAsync(Token);
        var valid = new CreateVmRequest { Snapshot = "refusals-base", Name = "refused-vm" };
        (CreateVmRequest Request, string Code)[] cases =
        [
            (valid with { Snapshot = "no-such-snapshot" }, VmSnapshotErrorCodes.SnapshotNotFound),
            (valid with { Networks = [new("0", "no-such-network")] }, VmSnapshotErrorCodes.NetworkNotFound),
            (valid with { Datastore = "no-such-datastore" }, VmSnapshotErrorCodes.DatastoreNotFound),
            (valid with { Folder = "no-such-folder" }, VmSnapshotErrorCodes.FolderNotFound),
            (valid with { ResourcePool = "no-such-pool" }, VmSnapshotErrorCodes.ResourcePoolNotFound),
            (valid with { Name = "stopped" }, VmSnapshotErrorCodes.NameConflict),
            (valid with { Cpus = 0 }, VmSnapshotErrorCodes.ValidationFailed),
            (valid with { Cpus = -1 }, VmSnapshotErrorCodes.ValidationFailed),
            (valid with { MemoryMiB = 0 }, VmSnapshotErrorCodes.ValidationFailed),
            (valid with { MemoryMiB = -4 }, VmSnapshotErrorCodes.ValidationFailed),
            (valid with { Disks = [new("Hard disk 1", 1L << 30)] }, VmSnapshotErrorCodes.ValidationFailed),
        ];

        foreach (var (request, code) in cases)
        {
            var create = () => sdk.Factory.CreateAsync(request, Token);
            (await create.Should().ThrowAsync<VmSnapshotException>($"{request} must be refused")).Which.Code.Should().Be(code);
        }

        (await _vcsim.ReadInventoryAsync(Token)).Should().BeEquivalentTo(before);
    }

    [Fact]
    public async Task A_taken_snapshot_name_is_refused_before_anything_is_cloned()
    {
        await using var sdk = new SdkHost(_vcsim);
        await sdk.SnapshotAsync("stopped", "taken", Token);
        var before = await _vcsim.ReadInventoryAsync(Token);

        var again = () => sdk.Snapshots.CreateAsync(new CreateSnapshotRequest { Vm = "stopped", Name = "taken" }, Token);

        (await again.Should().ThrowAsync<VmSnapshotConflictException>()).Which.Code.Should().Be(VmSnapshotErrorCodes.NameConflict);
        (await _vcsim.ReadInventoryAsync(Token)).Should().BeEquivalentTo(before);
    }

    [Fact]
    public async Task A_name_taken_between_plan_and_clone_is_a_conflict_and_the_other_vm_is_left_alone()
    {
        await using var sdk = new SdkHost(_vcsim);
        await sdk.SnapshotAsync("stopped", "late-fault-base", Token);
        var before = await _vcsim.ReadInventoryAsync(Token);
        var plan = (await sdk.Factory.PrepareVmAsync(new CreateVmRequest { Snapshot = "late-fault-base", Name = "half-made" }, Token)).Single();
        var vm = await sdk.Factory.DeployVmAsync(plan, cancellationToken: Token);

        // Somebody makes a VM of the planned name after the plan was made: it is seen before the clone is asked for.
        var deployAgain = () => sdk.Factory.DeployVmAsync(plan with { Marker = plan.Marker with { Item = 2 } }, cancellationToken: Token);

        var error = (await deployAgain.Should().ThrowAsync<VmSnapshotConflictException>()).Which;
        error.Code.Should().Be(VmSnapshotErrorCodes.NameConflict);
        error.Message.Should().Contain(vm.MoRef.Value);
        var after = await _vcsim.ReadInventoryAsync(Token);
        after[vm.Path].MoRef.Should().Be(vm.MoRef.Value, "the VM that has the name does not carry the second one's mark and is left alone");
        after.Vms.Should().HaveCount(before.Vms.Count + 1);
    }

    [Fact]
    public async Task A_secret_that_is_missing_stops_a_vm_for_now_and_cancelling_leaves_nothing_of_it()
    {
        await using var sdk = new SdkHost(_vcsim, secrets: new ClosedVault());
        // A guest of no known family takes the settings of either.
        await sdk.SnapshotAsync("DC0_H0_VM0", "late-failure-base", Token);
        var before = await _vcsim.ReadInventoryAsync(Token);
        var guest = new WindowsGuest { HostName = "win-1", FullName = "Portal", Organization = "Portal", AdministratorPassword = new SecretReference("vault:admin") };

        var operation = await sdk.Factory.CreateAsync(
            new CreateVmRequest { Snapshot = "late-failure-base", Name = "half-configured", Cpus = 2, Guest = guest }, Token);
        var wait = () => operation.WaitForCompletionAsync(cancellationToken: Token);

        var error = (await wait.Should().ThrowAsync<VmSnapshotException>()).Which;
        error.Code.Should().Be(VmSnapshotErrorCodes.SecretUnavailable);
        error.OperationId.Should().Be(operation.Id);
        error.IsResumable.Should().BeTrue();

        await operation.CancelAsync(Token);

        operation.State.Should().Be(OperationState.Cancelled);
        (await _vcsim.ReadInventoryAsync(Token)).Should().BeEquivalentTo(before);
    }

    [Fact]
    public async Task A_wrong_password_is_a_refused_login_that_does_not_repeat_it()
    {
        await using var sdk = new SdkHost(_vcsim, password: "not-the-password");

        var list = async () => await sdk.Inventory.GetAsync("stopped", Token);

        var error = (await list.Should().ThrowAsync<VmSnapshotException>()).Which;
        error.Code.Should().Be(VmSnapshotErrorCodes.LoginRefused);
        error.ToString().Should().NotContain("not-the-password");
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData(null)]
    public async Task A_certificate_that_is_not_the_pinned_or_a_trusted_one_is_rejected(string? thumbprint)
    {
        // Without a pin the platform decides, and it doesn't know the simulator's own certificate.
        await using var sdk = new SdkHost(_vcsim, o => o.Thumbprint = thumbprint);

        var checks = await sdk.Diagnostics.RunAsync(Token);
        var read = async () => await sdk.Inventory.GetAsync("stopped", Token);

        checks.Single(c => c.Name == "certificate").Ok.Should().BeFalse();
        (await read.Should().ThrowAsync<VmSnapshotException>()).Which.Code.Should().Be(VmSnapshotErrorCodes.CertificateRejected);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_unreachable()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();
        await using var sdk = new SdkHost(_vcsim, o => o.Endpoint = new Uri($"https://127.0.0.1:{port}/sdk"));

        var read = async () => await sdk.Inventory.GetAsync("stopped", Token);

        (await read.Should().ThrowAsync<VmSnapshotException>()).Which.Code.Should().Be(VmSnapshotErrorCodes.VCenterUnreachable);
    }

    [Fact]
    public async Task All_checks_of_the_diagnostics_pass_on_a_good_setup()
    {
        await using var sdk = new SdkHost(_vcsim);
        (await sdk.Diagnostics.RunAsync(Token)).Should().OnlyContain(check => check.Ok).And.HaveCount(5);
    }

    private sealed class ClosedVault : ISecretResolver
    {
        public ValueTask<string> ResolveAsync(SecretReference reference, CancellationToken cancellationToken = default) =>
            throw new VmSnapshotException(VmSnapshotErrorCodes.SecretUnavailable, "The vault is closed.");
    }
}
