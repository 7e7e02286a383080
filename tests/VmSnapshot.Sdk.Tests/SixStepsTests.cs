using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.Tests;

/// <summary>The six steps one by one, each working on the JSON copy of what the step before gave.</summary>
public sealed class SixStepsTests
{
    [Fact]
    public async Task Step_1_reads_the_vm_and_changes_nothing()
    {
        await using var world = new World();

        var info = await world.Snapshots.ExtractVmInfoAsync(new()
        {
            Vm = "db-1",
            Name = "db",
            Datastore = "datastore1",
            Folder = "Golden/Linux",
            ResourcePool = "Test",
        });

        info.Machine.Should().BeEquivalentTo(world.Vm("db-1"));
        info.Folder.Path.Should().Be("/DC0/vm/Golden/Linux");
        info.ResourcePool.Name.Should().Be("Test");
        info.Datastore!.Name.Should().Be("datastore1");
        info.TemplateName.Should().Be($"db-{info.OperationId}");
        info.Tenant.Should().Be("default");
        world.Mutations.Should().BeEmpty();
        World.ThroughJson(info).Should().BeEquivalentTo(info);
    }

    [Fact]
    public async Task Step_1_takes_the_vms_own_folder_pool_and_datastores_when_none_are_named()
    {
        await using var world = new World();

        var info = await world.Snapshots.ExtractVmInfoAsync(new() { Vm = "golden-debian", Name = "g" });

        info.Folder.Should().Be(info.Machine.Folder);
        info.ResourcePool.MoRef.Should().Be(info.Machine.ResourcePool!.Value);
        info.Datastore.Should().BeNull();
    }

    [Fact]
    public async Task Step_2_makes_a_marked_template_of_the_vm()
    {
        await using var world = new World();
        var info = World.ThroughJson(await world.Snapshots.ExtractVmInfoAsync(new() { Vm = "db-1", Name = "db", Datastore = "datastore1" }));

        var template = await world.Snapshots.CloneToTemplateAsync(info);

        var made = world.Vm(template.Name);
        made.IsTemplate.Should().BeTrue();
        made.ResourcePool.Should().BeNull();
        made.Marker.Should().Be(info.Marker);
        made.InstanceUuid.Should().Be(info.Marker.InstanceUuid.ToString());
        made.Disks.Should().OnlyContain(d => d.Datastore == "datastore1");
        made.Networks.Select(n => n.MacAddress).Should().NotIntersectWith(world.Vm("db-1").Networks.Select(n => n.MacAddress));
        template.Should().BeEquivalentTo(new { made.MoRef, made.Path, made.InstanceUuid, made.Disks, Datastore = "datastore1" });
        template.Consistency.Should().Be(SnapshotConsistency.Crash);
        template.NativeSnapshot.Should().BeNull();
        World.ThroughJson(template).Should().BeEquivalentTo(template);
    }

    [Fact]
    public async Task Step_2_finds_a_powered_off_vm_consistent()
    {
        await using var world = new World();
        var info = await world.Snapshots.ExtractVmInfoAsync(new() { Vm = "golden-debian", Name = "g", Consistency = SnapshotConsistency.Quiesced });

        var template = await world.Snapshots.CloneToTemplateAsync(info);

        template.Consistency.Should().Be(SnapshotConsistency.PoweredOff);
        world.VCenter.Calls.Should().NotContain(nameof(IVSphereGateway.StartCreateNativeSnapshotAsync));
    }

    [Fact]
    public async Task Step_3_records_basic_vm_and_template_information()
    {
        await using var world = new World();
        var info = World.ThroughJson(await world.Snapshots.ExtractVmInfoAsync(new()
        {
            Vm = "db-1",
            Name = "db",
            Description = "the golden database",
            Labels = new Dictionary<string, string> { ["os"] = "rhel" },
            Family = "databases",
            Tenant = "acme",
        }));
        var template = World.ThroughJson(await world.Snapshots.CloneToTemplateAsync(info));

        var snapshot = await world.Snapshots.RecordSnapshotAsync(info, template);

        snapshot.Should().BeEquivalentTo(new
        {
            Name = "db",
            Description = "the golden database",
            Tenant = "acme",
            Family = "databases",
            Version = (int?)1,
            Status = SnapshotStatus.Available,
            Health = SnapshotHealth.InSync,
            info.OperationId,
            info.VCenterInstanceUuid,
            Source = info.Machine,
            Template = template,
        });
        snapshot.Labels.Should().Equal(new Dictionary<string, string> { ["os"] = "rhel" });
        (await world.Snapshots.GetAsync("db", "acme")).Should().Be(snapshot);
        World.ThroughJson(snapshot).Should().BeEquivalentTo(snapshot);
    }

    [Fact]
    public async Task Step_4_plans_the_vm_and_changes_nothing()
    {
        await using var world = new World();
        var snapshot = await world.SnapshotAsync("db-1", "db");
        var before = world.Mutations.Count();

        var plans = await world.Machines.PrepareVmAsync(new()
        {
            Snapshot = "db",
            Name = "db-{index:00}",
            Count = 2,
            Cpus = 6,
            MemoryMiB = 8192,
            Networks = [new("1", "overlay"), new("Network adapter 1", "backend")],
            Disks = [new("Hard disk 1", 60L << 30)],
            AddedDisksBytes = [5L << 30],
            Datastore = "datastore1",
            ResourcePool = "Cluster0/Resources/Test",
            Folder = "/DC0/vm/Tenants/acme",
            Guest = new LinuxGuest(),
            PowerOn = true,
        });

        plans.Select(p => p.Name).Should().Equal("db-01", "db-02");
        plans.Select(p => p.Marker.InstanceUuid).Should().OnlyHaveUniqueItems();
        plans[0].Should().BeEquivalentTo(new
        {
            SnapshotId = snapshot.Id,
            Template = snapshot.Template!.MoRef,
            Cpus = 6,
            CoresPerSocket = 1,
            MemoryMiB = 8192L,
            PowerOn = true,
            GrowDisks = new[] { new GrowDisk(2000, 60L << 30) },
            AddDisks = new[] { new AddDisk(1000, 1, 5L << 30) },
        });
        plans[0].ConnectAdapters.Select(c => (c.DeviceKey, c.Network.Name)).Should().Equal((4001, "overlay"), (4000, "backend"));
        plans[1].Guest!.HostName.Should().Be("db-02");
        world.Mutations.Should().HaveCount(before);
        World.ThroughJson(plans).Should().BeEquivalentTo(plans, o => o.RespectingRuntimeTypes());
    }

    [Fact]
    public async Task Step_4_keeps_what_the_request_leaves_out()
    {
        await using var world = new World();
        await world.SnapshotAsync("nvme-1", "nvme");

        var plan = (await world.Machines.PrepareVmAsync(new() { Snapshot = "nvme", Name = "copy" })).Single();

        plan.Should().BeEquivalentTo(new { Cpus = 6, CoresPerSocket = 3, MemoryMiB = 12288L, PowerOn = false, Folder = world.Vm("nvme-1").Folder });
        plan.ResourcePool.MoRef.Should().Be(world.Vm("nvme-1").ResourcePool!.Value);
        plan.Guest.Should().BeNull();
        plan.Datastore.Should().BeNull();
    }

    [Fact]
    public async Task Step_5_makes_a_vm_like_the_snapshot()
    {
        await using var world = new World();
        var snapshot = await world.SnapshotAsync("db-1", "db");
        var plan = World.ThroughJson((await world.Machines.PrepareVmAsync(new() { Snapshot = "db", Name = "copy", Cpus = 2, Folder = "globex" })).Single());

        var vm = await world.Machines.DeployVmAsync(plan);

        var made = world.Vm("copy");
        vm.Should().Be(new CreatedVm
        {
            OperationId = plan.OperationId,
            SnapshotId = snapshot.Id,
            Name = "copy",
            Path = "/DC0/vm/Tenants/globex/copy",
            MoRef = made.MoRef,
            InstanceUuid = plan.Marker.InstanceUuid.ToString(),
            Phase = VmPhase.Created,
        });
        made.Should().BeEquivalentTo(new { Cpus = 8, CoresPerSocket = 4, IsTemplate = false, PowerState = VmPowerState.PoweredOff, plan.Marker });
        made.Disks.Should().BeEquivalentTo(snapshot.Template!.Disks);
        World.ThroughJson(vm).Should().Be(vm);
    }

    [Fact]
    public async Task Step_6_applies_hardware_guest_and_power()
    {
        await using var world = new World();
        await world.SnapshotAsync("db-1", "db");
        var plan = World.ThroughJson((await world.Machines.PrepareVmAsync(new()
        {
            Snapshot = "db",
            Name = "copy",
            Cpus = 2,
            CoresPerSocket = 2,
            MemoryMiB = 4096,
            Networks = [new("4001", "overlay")],
            Disks = [new("Hard disk 2", 300L << 30)],
            AddedDisksBytes = [5L << 30, 6L << 30],
            Guest = new LinuxGuest { HostName = "db-copy" },
            PowerOn = true,
        })).Single());
        var vm = World.ThroughJson(await world.Machines.DeployVmAsync(plan));

        var configured = await world.Machines.ConfigureVmAsync(plan, vm);

        configured.Should().Be(vm with { Phase = VmPhase.PoweredOn });
        var made = world.Vm("copy");
        made.Should().BeEquivalentTo(new { Cpus = 2, CoresPerSocket = 2, MemoryMiB = 4096L, PowerState = VmPowerState.PoweredOn });
        made.Networks.Select(n => n.Network).Should().Equal("VM Network", "overlay");
        made.Disks.Select(d => d.CapacityBytes >> 30).Should().BeEquivalentTo(new[] { 40, 300, 100, 5, 6 });
        world.VCenter.Guest(made.MoRef).Guest.HostName.Should().Be("db-copy");
        world.VCenter.Guest(made.MoRef).PendingCustomization.Should().BeNull();
    }

    [Fact]
    public async Task Step_6_sends_nothing_for_what_is_already_so()
    {
        await using var world = new World();
        await world.SnapshotAsync();
        var plan = (await world.Machines.PrepareVmAsync(new() { Snapshot = "golden", Name = "copy", Cpus = 2, AddedDisksBytes = [1L << 30], PowerOn = true })).Single();
        var vm = await world.Machines.DeployVmAsync(plan);
        await world.Machines.ConfigureVmAsync(plan, vm);
        var sent = world.Mutations.Count();

        var again = await world.Machines.ConfigureVmAsync(plan, vm);

        again.Phase.Should().Be(VmPhase.PoweredOn);
        world.Mutations.Should().HaveCount(sent);
    }

    [Fact]
    public async Task Step_6_goes_on_where_a_failure_broke_it_off()
    {
        await using var world = new World();
        await world.SnapshotAsync();
        var plan = (await world.Machines.PrepareVmAsync(new() { Snapshot = "golden", Name = "copy", Cpus = 2, Guest = new LinuxGuest(), PowerOn = true })).Single();
        var vm = await world.Machines.DeployVmAsync(plan);
        world.VCenter.FailNext(nameof(IVSphereGateway.StartPowerOnAsync), Faults.Passing);
        await FluentActions.Awaiting(() => world.Machines.ConfigureVmAsync(plan, vm)).Should().ThrowAsync<VmSnapshotException>();
        world.Vm("copy").Should().BeEquivalentTo(new { Cpus = 2, PowerState = VmPowerState.PoweredOff }, "the step alone removes nothing");

        var configured = await world.Machines.ConfigureVmAsync(plan, vm);

        configured.Phase.Should().Be(VmPhase.PoweredOn);
        world.VCenter.Calls.Count(c => c == nameof(IVSphereGateway.StartReconfigureAsync)).Should().Be(1);
    }

    [Fact]
    public async Task Step_6_says_so_when_the_vm_is_gone()
    {
        await using var world = new World();
        await world.SnapshotAsync();
        var plan = (await world.Machines.PrepareVmAsync(new() { Snapshot = "golden", Name = "copy" })).Single();
        var vm = await world.Machines.DeployVmAsync(plan);
        await world.VCenter.Aside.StartDestroyAsync(vm.MoRef);

        var configure = () => world.Machines.ConfigureVmAsync(plan, vm);

        (await configure.Should().ThrowAsync<VmSnapshotNotFoundException>()).Which.Code.Should().Be(VmSnapshotErrorCodes.VmNotFound);
    }
}
