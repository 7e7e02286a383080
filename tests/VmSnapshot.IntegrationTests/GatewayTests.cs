using VmSnapshot.Sdk;

namespace VmSnapshot.IntegrationTests;

/// <summary>How the gateway behaves on the wire.</summary>
public sealed class GatewayTests(VcsimFixture fixture) : IClassFixture<VcsimFixture>
{
    private readonly VcsimServer _vcsim = fixture.Server;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_vm_is_listed_as_the_witness_sees_it()
    {
        await using var sdk = new SdkHost(_vcsim);

        var listed = await sdk.Inventory.ListAsync(cancellationToken: Token).ToListAsync(Token);

        var witnessed = (await _vcsim.ReadInventoryAsync(Token)).Vms.Where(vm => !vm.Template).ToList();
        listed.Select(vm => (vm.Path, vm.MoRef.Value, vm.InstanceUuid, vm.Cpus, vm.MemoryMiB, vm.PowerState.ToString()))
            .Should().BeEquivalentTo(witnessed.Select(vm => (
                vm.Path, vm.MoRef, vm.InstanceUuid, vm.NumCpu, vm.MemoryMiB, vm.PowerState == "poweredOn" ? "PoweredOn" : "PoweredOff")));
        listed.Should().Contain(vm => vm.Name == "db/primary" && vm.Path == "/DC0/vm/db%2fprimary");
    }

    [Theory]
    [InlineData("db/primary")]
    [InlineData("name:db/primary")]
    [InlineData("/DC0/vm/db%2fprimary")]
    [InlineData("path:DC0/vm/db%2fprimary")]
    public async Task A_name_with_a_slash_is_found_by_name_and_by_path(string reference)
    {
        await using var sdk = new SdkHost(_vcsim);
        (await sdk.Inventory.GetAsync(reference, Token)).Should().BeEquivalentTo(new { Name = "db/primary", Path = "/DC0/vm/db%2fprimary", Cpus = 8 });
    }

    [Fact]
    public async Task A_vm_is_found_by_moref_and_instance_uuid()
    {
        await using var sdk = new SdkHost(_vcsim);
        var vm = await sdk.Inventory.GetAsync("path:/DC0/vm/Golden/twin", Token);

        (await sdk.Inventory.GetAsync(vm.MoRef.Value, Token)).Path.Should().Be(vm.Path);
        (await sdk.Inventory.GetAsync(vm.InstanceUuid, Token)).Path.Should().Be(vm.Path);
        (await sdk.Inventory.GetAsync($"uuid:{vm.InstanceUuid.ToUpperInvariant()}", Token)).Path.Should().Be(vm.Path);
    }

    [Theory]
    [InlineData("DC0_C0")]
    [InlineData("/DC0/host/DC0_C0")]
    [InlineData("DC0_C0/Resources")]
    public async Task A_cluster_stands_for_its_root_pool(string pool)
    {
        await using var sdk = new SdkHost(_vcsim);
        var info = await sdk.Snapshots.ExtractVmInfoAsync(new CreateSnapshotRequest { Vm = "stopped", Name = "in-cluster", ResourcePool = pool }, Token);
        info.ResourcePool.Path.Should().Be("/DC0/host/DC0_C0/Resources");
    }

    [Fact]
    public async Task A_vcenter_that_goes_away_in_the_middle_leaves_an_operation_that_can_be_resumed()
    {
        await using var server = await VcsimServer.StartAsync(
            new VcsimOptions { MethodDelays = new Dictionary<string, TimeSpan> { ["CloneVM_Task"] = TimeSpan.FromSeconds(30) } }, Token);
        await using var sdk = new SdkHost(server);
        var operation = await sdk.Snapshots.CreateAsync(new CreateSnapshotRequest { Vm = "stopped", Name = "interrupted" }, Token);
        await server.KillAsync();

        var wait = () => operation.WaitForCompletionAsync(cancellationToken: Token);

        var error = (await wait.Should().ThrowAsync<VmSnapshotException>()).Which;
        error.Code.Should().Be(VmSnapshotErrorCodes.VCenterUnreachable);
        error.Should().Match<VmSnapshotException>(e => e.IsResumable && e.OperationId == operation.Id);
        (await operation.RefreshAsync(Token)).Should().Be(OperationState.Running);
    }

    [Fact]
    public async Task A_cancelled_snapshot_leaves_nothing()
    {
        await using var server = await VcsimServer.StartAsync(
            new VcsimOptions { MethodDelays = new Dictionary<string, TimeSpan> { ["CloneVM_Task"] = TimeSpan.FromSeconds(2) } }, Token);
        await using var sdk = new SdkHost(server);
        var before = await server.ReadInventoryAsync(Token);
        var operation = await sdk.Snapshots.CreateAsync(new CreateSnapshotRequest { Vm = "stopped", Name = "cancelled" }, Token);

        await operation.CancelAsync(Token);

        operation.State.Should().Be(OperationState.Cancelled);
        (await sdk.Snapshots.ListAsync(new SnapshotQuery(), Token)).Items.Should().BeEmpty();
        (await server.ReadInventoryAsync(Token)).Should().BeEquivalentTo(before);
    }

    [Fact]
    public async Task One_run_of_the_six_steps_sends_few_requests_and_logs_in_once()
    {
        using var requests = new SoapRequests(_vcsim.Url);
        await using (var sdk = new SdkHost(_vcsim))
        {
            await sdk.SnapshotAsync("path:/DC0/vm/stopped", "counted", Token);
            await sdk.CreateVmAsync(new CreateVmRequest { Snapshot = "counted", Name = "counted-vm", Cpus = 2, MemoryMiB = 1024, PowerOn = true }, Token);
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{requests.Methods.Count}: {string.Join(' ', requests.Methods)}");
        requests.Count("Login").Should().Be(1);
        requests.Methods.Should().EndWith("Logout");
        // Nine of them look, before each change, whether it has been made already.
        requests.Methods.Count.Should().BeLessThanOrEqualTo(43);
    }
}
