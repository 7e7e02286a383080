namespace VmSnapshot.Sdk.Tests;

/// <summary>What is wrong with a request for VMs is said before anything is sent, all of it at once.</summary>
public sealed class VmRequestValidationTests
{
    private const long GiB = 1L << 30;

    private static readonly CreateVmRequest Good = new() { Snapshot = "db", Name = "copy" };

    public static TheoryData<string, Func<CreateVmRequest, CreateVmRequest>, string, string> WrongRequests { get; } = new()
    {
        { "no CPUs", r => r with { Cpus = 0 }, "Cpus", "0 CPUs" },
        { "negative CPUs", r => r with { Cpus = -4 }, "Cpus", "-4 CPUs" },
        { "more CPUs than a VM can have", r => r with { Cpus = int.MaxValue }, "Cpus", "768" },
        { "no cores", r => r with { CoresPerSocket = 0 }, "CoresPerSocket", "at least 1" },
        { "negative cores", r => r with { CoresPerSocket = -1 }, "CoresPerSocket", "at least 1" },
        { "cores that don't divide the CPUs asked for", r => r with { Cpus = 4, CoresPerSocket = 3 }, "CoresPerSocket", "sockets of 3" },
        { "cores that don't divide the snapshot's CPUs", r => r with { CoresPerSocket = 3 }, "CoresPerSocket", "8 CPUs" },
        { "more cores than CPUs", r => r with { Cpus = 2, CoresPerSocket = 4 }, "CoresPerSocket", "2 CPUs" },
        { "no memory", r => r with { MemoryMiB = 0 }, "MemoryMiB", "4 to" },
        { "negative memory", r => r with { MemoryMiB = -1024 }, "MemoryMiB", "4 to" },
        { "memory that is no multiple of 4", r => r with { MemoryMiB = 1023 }, "MemoryMiB", "multiple of 4" },
        { "more memory than a VM can have", r => r with { MemoryMiB = long.MaxValue }, "MemoryMiB", "4 to" },
        { "a disk smaller than the snapshot's", r => r with { Disks = [new("Hard disk 1", 39 * GiB)] }, "Disks[0]", "can't shrink to 39 GiB" },
        { "a disk of no size", r => r with { Disks = [new("2000", 0)] }, "Disks[0]", "can't shrink" },
        { "a disk of negative size", r => r with { Disks = [new("2000", -1)] }, "Disks[0]", "can't shrink" },
        { "a disk larger than disks can be", r => r with { Disks = [new("2000", 63L << 40)] }, "Disks[0]", "62 TiB" },
        { "a disk of half a KiB", r => r with { Disks = [new("2000", (50 * GiB) + 512)] }, "Disks[0]", "whole KiB" },
        { "an unknown disk", r => r with { Disks = [new("Hard disk 9", 50 * GiB)] }, "Disks[0]", "'Hard disk 1' (2000)" },
        { "a disk with two sizes", r => r with { Disks = [new("2000", 50 * GiB), new("hard disk 1", 60 * GiB)] }, "Disks[1]", "two sizes" },
        { "an added disk of no size", r => r with { AddedDisksBytes = [0] }, "AddedDisksBytes[0]", "1 MiB" },
        { "an added disk of negative size", r => r with { AddedDisksBytes = [GiB, -GiB] }, "AddedDisksBytes[1]", "1 MiB" },
        { "an added disk larger than disks can be", r => r with { AddedDisksBytes = [long.MaxValue] }, "AddedDisksBytes[0]", "62 TiB" },
        { "an added disk of half a KiB", r => r with { AddedDisksBytes = [GiB + 1] }, "AddedDisksBytes[0]", "whole KiB" },
        { "an unknown network adapter", r => r with { Networks = [new("2", "backend")] }, "Networks[0]", "0: 'Network adapter 1' (4000)" },
        { "an adapter with two networks", r => r with { Networks = [new("0", "backend"), new("4000", "overlay")] }, "Networks[1]", "two networks" },
        { "an empty name", r => r with { Name = " " }, "Name", "empty" },
        { "a name that is too long", r => r with { Name = new string('x', 81) }, "Name", "81 characters" },
        { "a name that is too long once it is numbered", r => r with { Name = new string('x', 75) + "{index:000000}", Count = 2 }, "Name", "81 characters" },
        { "a name with a line break", r => r with { Name = "a\nb" }, "Name", "control characters" },
        { "a name that ends with a space", r => r with { Name = "copy " }, "Name", "space" },
        { "several VMs of one name", r => r with { Count = 3 }, "Name", "{index}" },
        { "no VMs", r => r with { Count = 0 }, "Count", "1 to 500" },
        { "a negative number of VMs", r => r with { Count = -1 }, "Count", "1 to 500" },
        { "more VMs than one operation makes", r => r with { Name = "n{index}", Count = 501 }, "Count", "1 to 500" },
        { "a minimum of none", r => r with { MinimumCount = 0 }, "MinimumCount", "1 to 1" },
        { "a minimum above the number", r => r with { Name = "n{index}", Count = 3, MinimumCount = 4 }, "MinimumCount", "1 to 3" },
        { "an empty client token", r => r with { ClientToken = "" }, "ClientToken", "1 to 200" },
        { "a client token that is too long", r => r with { ClientToken = new string('t', 201) }, "ClientToken", "has 201" },
        { "Windows settings for Linux", r => r with { Guest = Windows }, "Guest", "rhel9_64Guest" },
        { "a host name with an underscore", r => r with { Guest = new LinuxGuest { HostName = "a_b" } }, "Guest.HostName", "no host name" },
        { "a host name of digits", r => r with { Guest = new LinuxGuest { HostName = "123" } }, "Guest.HostName", "not digits alone" },
        { "a host name that begins with a hyphen", r => r with { Guest = new LinuxGuest { HostName = "-a" } }, "Guest.HostName", "inner hyphens" },
        { "a host name that is too long", r => r with { Guest = new LinuxGuest { HostName = new string('a', 64) } }, "Guest.HostName", "63" },
        { "an empty host name", r => r with { Guest = new LinuxGuest { HostName = "" } }, "Guest.HostName", "no host name" },
        { "a VM name that is no host name", r => r with { Name = "my copy", Guest = new LinuxGuest() }, "Guest.HostName", "'my copy'" },
        { "one host name for several", r => r with { Name = "n{index}", Count = 2, Guest = new LinuxGuest { HostName = "a" } }, "Guest.HostName", "share" },
        { "one address for several", r => r with { Name = "n{index}", Count = 2, Guest = new LinuxGuest { Adapters = [new() { Address = "192.0.2.1/24" }, new()] } }, "Guest.Adapters", "share" },
        { "settings for too few adapters", r => r with { Guest = new LinuxGuest { Adapters = [new()] } }, "Guest.Adapters", "2 network adapters" },
        { "an address without a prefix length", r => r with { Guest = WithAddress("192.0.2.10") }, "Guest.Adapters[0].Address", "prefix length" },
        { "an address out of range", r => r with { Guest = WithAddress("192.0.2.256/24") }, "Guest.Adapters[0].Address", "prefix length" },
        { "a short address", r => r with { Guest = WithAddress("10.1/8") }, "Guest.Adapters[0].Address", "prefix length" },
        { "a prefix length out of range", r => r with { Guest = WithAddress("192.0.2.10/33") }, "Guest.Adapters[0].Address", "prefix length" },
        { "an IPv6 address", r => r with { Guest = WithAddress("2001:db8::1/64") }, "Guest.Adapters[0].Address", "prefix length" },
        { "a wrong gateway", r => r with { Guest = new LinuxGuest { Adapters = [new() { Address = "192.0.2.10/24", Gateways = ["gw"] }, new()] } }, "Guest.Adapters[0].Gateways", "'gw'" },
        { "a wrong DNS server", r => r with { Guest = new LinuxGuest { DnsServers = ["ns.example"] } }, "Guest.DnsServers", "'ns.example'" },
    };

    private static WindowsGuest Windows { get; } = new() { FullName = "Portal", Organization = "Example" };

    [Theory]
    [MemberData(nameof(WrongRequests), DisableDiscoveryEnumeration = true)]
    public async Task A_wrong_request_is_refused_before_vcenter_is_asked(
        string what, Func<CreateVmRequest, CreateVmRequest> spoil, string property, string saying)
    {
        await using var world = new World();
        await world.SnapshotAsync("db-1", "db");
        var calls = world.VCenter.Calls.Count;

        var create = () => world.Machines.CreateAsync(spoil(Good));

        var error = (await create.Should().ThrowAsync<VmSnapshotValidationException>(what)).Which;
        error.Code.Should().Be(VmSnapshotErrorCodes.ValidationFailed);
        var finding = error.Findings.Should().ContainSingle(what).Which;
        finding.Property.Should().Be(property);
        finding.Message.Should().Contain(saying).And.EndWith(".");
        error.Message.Should().Contain(finding.Message).And.EndWith("Nothing was changed.");
        world.VCenter.Calls.Should().HaveCount(calls, "{0} is known without vCenter", what);
        world.ShouldBeUntouched();
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_reported_at_once()
    {
        await using var world = new World();
        await world.SnapshotAsync("db-1", "db");

        var create = () => world.Machines.CreateAsync(new()
        {
            Snapshot = "db",
            Name = "a\tb",
            Cpus = 0,
            CoresPerSocket = 0,
            MemoryMiB = 3,
            Disks = [new("2000", 1), new("none", GiB)],
            AddedDisksBytes = [0],
            Networks = [new("7", "backend")],
            Guest = Windows with { HostName = "a_b", DnsServers = ["x"], Adapters = [new() { Address = "1" }] },
        });

        (await create.Should().ThrowAsync<VmSnapshotValidationException>()).Which.Findings.Select(f => f.Property).Should().Equal(
            "Name", "Cpus", "CoresPerSocket", "MemoryMiB", "AddedDisksBytes[0]", "Disks[0]", "Disks[1]", "Networks[0]",
            "Guest", "Guest.HostName", "Guest.Adapters", "Guest.Adapters[0].Address", "Guest.DnsServers");
    }

    [Fact]
    public async Task What_is_wrong_in_itself_is_reported_even_without_the_snapshot()
    {
        await using var world = new World();

        var create = () => world.Machines.CreateAsync(new() { Snapshot = "nothing", Name = "copy", Cpus = 0 });

        await create.Should().ThrowAsync<VmSnapshotValidationException>();
        world.VCenter.Calls.Should().BeEmpty();
    }

    [Theory]
    [InlineData("win-1", "windows")]
    [InlineData("golden-debian", "linux")]
    public async Task Guest_settings_must_be_of_the_snapshots_own_system(string vm, string fitting)
    {
        await using var world = new World();
        await world.SnapshotAsync(vm, "s");
        var good = new CreateVmRequest { Snapshot = "s", Name = "copy" };

        foreach (var guest in (GuestSettings[])[Windows, new LinuxGuest()])
        {
            var prepare = () => world.Machines.PrepareVmAsync(good with { Guest = guest });
            if (guest is WindowsGuest == (fitting == "windows"))
            {
                await prepare.Should().NotThrowAsync();
            }
            else
            {
                await prepare.Should().ThrowAsync<VmSnapshotValidationException>();
            }
        }
    }

    [Fact]
    public async Task A_windows_computer_name_has_15_characters_at_most()
    {
        await using var world = new World();
        await world.SnapshotAsync("win-1", "s");

        var prepare = (string host) => world.Machines.PrepareVmAsync(new() { Snapshot = "s", Name = "copy", Guest = Windows with { HostName = host } });

        await prepare(new string('w', 15));
        (await FluentActions.Awaiting(() => prepare(new string('w', 16))).Should().ThrowAsync<VmSnapshotValidationException>())
            .Which.Findings.Single().Message.Should().Contain("15");
    }

    [Fact]
    public async Task More_disks_than_the_controllers_take_are_refused()
    {
        await using var world = new World();
        await world.SnapshotAsync("legacy", "s");

        var prepare = () => world.Machines.PrepareVmAsync(new() { Snapshot = "s", Name = "copy", AddedDisksBytes = [GiB, GiB, GiB, GiB] });

        (await prepare.Should().ThrowAsync<VmSnapshotValidationException>()).Which.Findings.Single().Message.Should().Contain("room for 3 more");
        world.ShouldBeUntouched();
    }

    public static TheoryData<Func<CreateVmRequest, CreateVmRequest>, string> UnknownPlaces { get; } = new()
    {
        { r => r with { Networks = [new("0", "nowhere")] }, VmSnapshotErrorCodes.NetworkNotFound },
        { r => r with { Datastore = "nowhere" }, VmSnapshotErrorCodes.DatastoreNotFound },
        { r => r with { ResourcePool = "nowhere" }, VmSnapshotErrorCodes.ResourcePoolNotFound },
        { r => r with { Folder = "/DC0/vm/nowhere" }, VmSnapshotErrorCodes.FolderNotFound },
        { r => r with { Folder = "Production" }, VmSnapshotErrorCodes.FolderNotFound },
        { r => r with { Snapshot = "nothing" }, VmSnapshotErrorCodes.SnapshotNotFound },
    };

    [Theory]
    [MemberData(nameof(UnknownPlaces), DisableDiscoveryEnumeration = true)]
    public async Task What_a_request_names_must_be_there(Func<CreateVmRequest, CreateVmRequest> spoil, string code)
    {
        await using var world = new World();
        await world.SnapshotAsync("db-1", "db");
        var mutations = world.Mutations.Count();

        var create = () => world.Machines.CreateAsync(spoil(Good));

        (await create.Should().ThrowAsync<VmSnapshotNotFoundException>()).Which.Code.Should().Be(code);
        world.Mutations.Should().HaveCount(mutations);
    }

    [Fact]
    public async Task An_unknown_place_for_the_template_is_refused()
    {
        await using var world = new World();
        var good = new CreateSnapshotRequest { Vm = "db-1", Name = "db" };

        var codes = new List<string>();
        foreach (var request in (CreateSnapshotRequest[])[good with { Datastore = "no" }, good with { ResourcePool = "no" }, good with { Folder = "no" }, good with { Vm = "no" }])
        {
            codes.Add((await FluentActions.Awaiting(() => world.Snapshots.CreateAsync(request)).Should().ThrowAsync<VmSnapshotNotFoundException>()).Which.Code);
        }

        codes.Should().Equal(
            VmSnapshotErrorCodes.DatastoreNotFound, VmSnapshotErrorCodes.ResourcePoolNotFound, VmSnapshotErrorCodes.FolderNotFound, VmSnapshotErrorCodes.VmNotFound);
        world.Mutations.Should().BeEmpty();
    }

    [Fact]
    public async Task A_request_for_a_snapshot_is_checked_as_a_whole()
    {
        await using var world = new World();

        var create = () => world.Snapshots.CreateAsync(new()
        {
            Vm = "db-1",
            Name = new string('x', 81),
            Consistency = SnapshotConsistency.PoweredOff,
            Family = " ",
            Labels = new Dictionary<string, string> { [""] = "x" },
        });

        (await create.Should().ThrowAsync<VmSnapshotValidationException>()).Which.Findings.Select(f => f.Property).Should().BeEquivalentTo(
            "Name", "Consistency", "Family", "Labels");
        world.VCenter.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task A_template_is_no_source_for_a_snapshot()
    {
        await using var world = new World();

        var create = () => world.Snapshots.CreateAsync(new() { Vm = "ubuntu-template", Name = "s" });

        (await create.Should().ThrowAsync<VmSnapshotValidationException>()).Which.Findings.Single().Property.Should().Be("Vm");
    }

    [Fact]
    public async Task The_longest_name_that_vcenter_takes_works()
    {
        await using var world = new World();
        var name = new string('x', 79) + "/";
        await world.SnapshotAsync("golden-debian", name);

        var batch = await world.CreateAsync(new() { Snapshot = name, Name = name });

        batch.Items.Single().Vm!.Path.Should().EndWith("x%2f");
    }

    [Theory]
    [InlineData("web-1", VmSnapshotErrorCodes.NameConflict)]
    [InlineData("Golden", VmSnapshotErrorCodes.NameConflict)]
    public async Task A_name_that_the_folder_has_already_is_a_conflict(string name, string code)
    {
        await using var world = new World();
        await world.SnapshotAsync("db-1", "db");
        var mutations = world.Mutations.Count();

        var create = () => world.Machines.CreateAsync(Good with { Name = name });

        (await create.Should().ThrowAsync<VmSnapshotConflictException>()).Which.Code.Should().Be(code);
        world.Mutations.Should().HaveCount(mutations);
        (await world.Machines.PrepareVmAsync(Good with { Name = name, Folder = "acme" })).Should().ContainSingle("it is free in another folder");
    }

    private static LinuxGuest WithAddress(string address) => new() { Adapters = [new GuestAdapter { Address = address }, new GuestAdapter()] };
}
