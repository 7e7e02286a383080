using VmSnapshot.Sdk;

namespace VmSnapshot.IntegrationTests;

/// <summary>The main job over SOAP; pyVmomi looks afterwards and must agree.</summary>
public abstract class SixStepsTests(VcsimServer vcsim)
{
    private const long GiB = 1L << 30;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_snapshot_is_a_template_with_a_record()
    {
        await using var sdk = new SdkHost(vcsim);

        var snapshot = await sdk.SnapshotAsync("app-server", "app-base", Token);

        snapshot.Source.Should().BeEquivalentTo(
            new { Name = "app-server", Path = "/DC0/vm/app-server", Cpus = 4, CoresPerSocket = 2, MemoryMiB = 4096L, PowerState = VmPowerState.PoweredOn });
        snapshot.Source.Disks.Select(d => d.CapacityBytes).Should().Equal(16 * GiB, 40 * GiB);
        snapshot.Source.Networks.Select(n => n.Network).Should().Equal("DC0_DVPG0", "VM Network");
        var witnessed = (await vcsim.ReadInventoryAsync(Token))[snapshot.Template!.Path];
        witnessed.Template.Should().BeTrue();
        witnessed.Folder.Should().Be("/DC0/vm");
        witnessed.MoRef.Should().Be(snapshot.Template!.MoRef.Value);
        witnessed.InstanceUuid.Should().Be(snapshot.Template!.InstanceUuid);
        witnessed.ExtraConfig.Should().ContainKey("vmsnapshot.operation").WhoseValue.Should().Contain(snapshot.OperationId);
        witnessed.Disks.Select(d => d.CapacityBytes).Should().Equal(snapshot.Template!.Disks.Select(d => d.CapacityBytes));
        (await sdk.Snapshots.GetAsync("app-base", cancellationToken: Token)).Should().BeEquivalentTo(snapshot);
    }

    [Fact]
    public async Task A_new_vm_has_the_asked_hardware_and_place_and_is_powered_on()
    {
        await using var sdk = new SdkHost(vcsim);
        await sdk.SnapshotAsync("stopped", "small-base", Token);

        var vm = await sdk.CreateVmAsync(
            new CreateVmRequest
            {
                Snapshot = "small-base",
                Name = "new/vm 100%",
                Cpus = 6,
                CoresPerSocket = 3,
                MemoryMiB = 2048,
                AddedDisksBytes = [5 * GiB],
                Networks = [new("0", "DC0_DVPG0")],
                Folder = "Golden",
                ResourcePool = "/DC0/host/DC0_C0/Resources/DC0_C0_RP1",
                Datastore = "LocalDS_1",
                Guest = new LinuxGuest { HostName = "new-vm", Adapters = [new GuestAdapter { Address = "192.0.2.10/24", Gateways = ["192.0.2.1"] }] },
                PowerOn = true,
            },
            Token);

        vm.Phase.Should().Be(VmPhase.PoweredOn);
        var witnessed = (await vcsim.ReadInventoryAsync(Token))["/DC0/vm/Golden/new%2fvm 100%25"];
        witnessed.MoRef.Should().Be(vm.MoRef.Value);
        witnessed.Template.Should().BeFalse();
        witnessed.PowerState.Should().Be("poweredOn");
        (witnessed.NumCpu, witnessed.CoresPerSocket, witnessed.MemoryMiB).Should().Be((6, 3, 2048));
        witnessed.ResourcePool.Should().Be("/DC0/host/DC0_C0/Resources/DC0_C0_RP1");
        witnessed.Datastores.Should().Contain("LocalDS_1");
        witnessed.Disks.Select(d => d.CapacityBytes).Should().BeEquivalentTo([8 * GiB, 5 * GiB]);
        witnessed.Nics.Should().ContainSingle().Which.Network.Should().Be("DC0_DVPG0");
        (witnessed.HostName, witnessed.IpAddress).Should().Be(("new-vm", "192.0.2.10"));
    }

    [Fact]
    public async Task A_disk_is_grown_and_keeps_its_place()
    {
        await using var sdk = new SdkHost(vcsim);
        await sdk.SnapshotAsync("app-server", "grow-base", Token);

        var vm = await sdk.CreateVmAsync(
            new CreateVmRequest { Snapshot = "grow-base", Name = "grown", Disks = [new("Hard disk 2", 50 * GiB)], AddedDisksBytes = [1 * GiB] }, Token);

        var read = await sdk.Inventory.GetAsync(vm.MoRef.Value, Token);
        read.Disks.Select(d => (d.UnitNumber, d.CapacityBytes)).Should().BeEquivalentTo([(0, 16 * GiB), (1, 50 * GiB), (2, 1 * GiB)]);
        (await vcsim.ReadInventoryAsync(Token))[vm.Path].Disks.Select(d => d.CapacityBytes).Should().BeEquivalentTo([16 * GiB, 50 * GiB, 1 * GiB]);
    }

    [Fact]
    public async Task The_six_steps_run_one_by_one()
    {
        await using var sdk = new SdkHost(vcsim);
        var info = await sdk.Snapshots.ExtractVmInfoAsync(new CreateSnapshotRequest { Vm = "path:/DC0/vm/Golden/golden-linux", Name = "by-steps" }, Token);
        var template = await sdk.Snapshots.CloneToTemplateAsync(info, cancellationToken: Token);
        var snapshot = await sdk.Snapshots.RecordSnapshotAsync(info, template, Token);
        var plan = (await sdk.Factory.PrepareVmAsync(new CreateVmRequest { Snapshot = snapshot.Id, Name = "by-steps-vm", Cpus = 3, PowerOn = true }, Token)).Single();
        var created = await sdk.Factory.DeployVmAsync(plan, cancellationToken: Token);
        var configured = await sdk.Factory.ConfigureVmAsync(plan, created, cancellationToken: Token);

        configured.Phase.Should().Be(VmPhase.PoweredOn);
        var inventory = await vcsim.ReadInventoryAsync(Token);
        inventory[template.Path].Template.Should().BeTrue();
        inventory[configured.Path].Should().BeEquivalentTo(new { Folder = "/DC0/vm/Golden", PowerState = "poweredOn", NumCpu = 3, MemoryMiB = 2048L });
    }

    [Fact]
    public async Task Purging_destroys_the_template()
    {
        await using var sdk = new SdkHost(vcsim);
        var snapshot = await sdk.SnapshotAsync("stopped", "to-purge", Token);

        var purged = await sdk.Snapshots.DeleteAsync("to-purge", new DeleteSnapshotOptions { Purge = true }, cancellationToken: Token);

        purged.Status.Should().Be(SnapshotStatus.Purged);
        (await vcsim.ReadInventoryAsync(Token)).Vms.Should().NotContain(vm => vm.MoRef == snapshot.Template!.MoRef.Value);
    }

    [Fact]
    public async Task Quiesced_and_linked_captures_take_native_snapshots()
    {
        await using var sdk = new SdkHost(vcsim);
        var quiesced = await (await sdk.Snapshots.CreateAsync(
            new CreateSnapshotRequest { Vm = "app-server", Name = "quiesced", Consistency = SnapshotConsistency.Quiesced }, Token)).WaitForCompletionAsync(cancellationToken: Token);
        (await sdk.Inventory.GetAsync("app-server", Token)).CurrentNativeSnapshot.Should().BeNull("the temporary one is removed");
        quiesced.Consistency.Should().Be(SnapshotConsistency.Quiesced);

        var linked = await (await sdk.Snapshots.CreateAsync(
            new CreateSnapshotRequest { Vm = "app-server", Name = "linked", Kind = SnapshotKind.Linked }, Token)).WaitForCompletionAsync(cancellationToken: Token);
        (await sdk.Inventory.GetAsync("app-server", Token)).CurrentNativeSnapshot.Should().Be(linked.Template!.NativeSnapshot);

        await sdk.Snapshots.DeleteAsync("linked", new DeleteSnapshotOptions { Purge = true }, cancellationToken: Token);
        (await sdk.Inventory.GetAsync("app-server", Token)).CurrentNativeSnapshot.Should().BeNull("it went with the template");
    }

    [Fact]
    public async Task A_batch_makes_every_vm()
    {
        await using var sdk = new SdkHost(vcsim);
        await sdk.SnapshotAsync("stopped", "batch-base", Token);

        var operation = await sdk.Factory.CreateAsync(
            new CreateVmRequest { Snapshot = "batch-base", Name = "batch-{index:00}", Count = 8, Cpus = 2 }, Token);
        var batch = await operation.WaitForCompletionAsync(cancellationToken: Token);

        batch.AllSucceeded.Should().BeTrue();
        var inventory = await vcsim.ReadInventoryAsync(Token);
        batch.Items.Select(item => inventory[item.Vm!.Path].Name).Should().Equal(Enumerable.Range(1, 8).Select(i => $"batch-{i:00}"));
    }
}

public sealed class SixStepsOverHttpTests(VcsimFixture fixture) : SixStepsTests(fixture.Server), IClassFixture<VcsimFixture>;

public sealed class SixStepsOverTlsTests(VcsimTlsFixture fixture) : SixStepsTests(fixture.Server), IClassFixture<VcsimTlsFixture>;
