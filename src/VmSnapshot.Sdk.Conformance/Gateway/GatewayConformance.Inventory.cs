using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.Conformance;

/// <summary>Listing and finding.</summary>
public abstract partial class GatewayConformance
{
    [Fact]
    public Task Every_VM_is_listed_once_as_the_witness_sees_it() => CaseAsync(async () =>
    {
        List<VmSummary> listed = await Gateway.ListVmsAsync(null, Stop).ToListAsync(Stop);
        Assert.Equal(listed.Count, listed.Select(vm => vm.MoRef).Distinct().Count());
        VmSummary found = Assert.Single(listed, vm => vm.MoRef == Places.Vm.MoRef);
        WitnessedVm seen = await LookAtAsync(found.MoRef);
        Assert.Equal(Places.Vm.Name, found.Name);
        Assert.Equal(
            (seen.Path, seen.InstanceUuid, seen.Cpus, seen.MemoryMiB, seen.IsTemplate, seen.IsPoweredOn),
            (found.Path, found.InstanceUuid, found.Cpus, found.MemoryMiB, found.IsTemplate, found.PowerState == VmPowerState.PoweredOn));
    });

    [Fact]
    public Task A_listing_is_narrowed_by_a_part_of_the_name_whatever_its_case() => CaseAsync(async () =>
    {
        MoRef vm = await MakeVmAsync("Listed");
        string name = (await ReadAsync(vm)).Name;
        VmSummary found = Assert.Single(await Gateway.ListVmsAsync(name[3..].ToUpperInvariant(), Stop).ToListAsync(Stop));
        Assert.Equal((vm, name), (found.MoRef, found.Name));
        Assert.Empty(await Gateway.ListVmsAsync(name + "x", Stop).ToListAsync(Stop));
    });

    [Fact]
    public Task Templates_are_not_listed_and_are_found() => CaseAsync(async () =>
    {
        MoRef template = await MakeVmAsync("template");
        await Gateway.MarkAsTemplateAsync(template, Stop);
        VmDescription read = await ReadAsync(template);
        Assert.Empty(await Gateway.ListVmsAsync(read.Name, Stop).ToListAsync(Stop));
        foreach (VmReference reference in ReferencesTo(read))
        {
            VmSummary found = Assert.Single(await Gateway.FindVmsAsync(reference, Stop));
            Assert.Equal((template, true), (found.MoRef, found.IsTemplate));
        }
    });

    [Fact]
    public Task A_VM_is_found_by_name_path_reference_and_UUID() => CaseAsync(async () =>
    {
        VmDescription made = await ReadAsync(await MakeVmAsync("found"));
        foreach (VmReference reference in ReferencesTo(made))
        {
            Assert.Equal(made.MoRef, Assert.Single(await Gateway.FindVmsAsync(reference, Stop)).MoRef);
        }
    });

    [Fact]
    public Task Without_a_kind_every_reading_is_tried() => CaseAsync(async () =>
    {
        VmDescription made = await ReadAsync(await MakeVmAsync("any"));
        foreach (VmReference reference in ReferencesTo(made))
        {
            Assert.Equal(made.MoRef, Assert.Single(await Gateway.FindVmsAsync(reference with { Kind = VmReferenceKind.Any }, Stop)).MoRef);
        }
    });

    [Fact]
    public Task A_UUID_is_found_whatever_its_case() => CaseAsync(async () =>
    {
        VmDescription made = await ReadAsync(await MakeVmAsync("uuid"));
        var upper = new VmReference(VmReferenceKind.InstanceUuid, made.InstanceUuid.ToUpperInvariant());
        Assert.Equal(made.MoRef, Assert.Single(await Gateway.FindVmsAsync(upper, Stop)).MoRef);
    });

    [Fact]
    public Task Two_VMs_of_a_name_are_both_found() => CaseAsync(async () =>
    {
        CloneVm first = CloneOf(Places.Vm.MoRef, NewName("twins"));
        MoRef[] made = [await MakeAsync(first), await MakeAsync(CloneOf(Places.Vm.MoRef, first.Name) with { Folder = Places.Vm.Folder!.MoRef })];
        IReadOnlyList<VmSummary> found = await Gateway.FindVmsAsync(new VmReference(VmReferenceKind.Name, first.Name), Stop);
        Assert.Equal(made.OrderBy(vm => vm.Value), found.Select(vm => vm.MoRef).OrderBy(vm => vm.Value));
    });

    [Fact]
    public Task A_reference_to_nothing_finds_nothing() => CaseAsync(async () =>
    {
        VmReference[] nothing =
        [
            new(VmReferenceKind.Name, "conformance-no-such-vm"), new(VmReferenceKind.Path, "/no/such/vm"),
            new(VmReferenceKind.MoRef, GoneVm.Value), new(VmReferenceKind.InstanceUuid, Guid.NewGuid().ToString()), new(VmReferenceKind.Any, "conformance-no-such-vm"),
        ];
        foreach (VmReference reference in nothing)
        {
            Assert.Empty(await Gateway.FindVmsAsync(reference, Stop));
        }
    });

    [Fact]
    public Task A_folder_is_found_by_name_and_by_path() => FoundByNameAndPathAsync(InventoryKind.Folder, places => places.Folder);

    [Fact]
    public Task A_resource_pool_is_found_by_its_path() => CaseAsync(async () =>
        // By name there can be many: every cluster's root pool is called Resources.
        Assert.Equal(Places.ResourcePool, Assert.Single(await Gateway.FindAsync(InventoryKind.ResourcePool, Places.ResourcePool.Path, Places.Vm.Datacenter, Stop))));

    [Fact]
    public Task A_datastore_is_found_by_name_and_by_path() => FoundByNameAndPathAsync(InventoryKind.Datastore, places => places.Datastore);

    [Fact]
    public Task A_network_is_found_by_name_and_by_path() => FoundByNameAndPathAsync(InventoryKind.Network, places => places.Network);

    [Fact]
    public Task What_is_not_there_is_not_found() => CaseAsync(async () =>
    {
        foreach (InventoryKind kind in Enum.GetValues<InventoryKind>())
        {
            Assert.Empty(await Gateway.FindAsync(kind, "conformance-no-such-thing", Places.Vm.Datacenter, Stop));
            Assert.Empty(await Gateway.FindAsync(kind, "/no/such/thing", Places.Vm.Datacenter, Stop));
        }
    });

    [Fact]
    public Task Objects_are_read_with_name_and_path() => CaseAsync(async () =>
    {
        InventoryObject[] known = [Places.Folder, Places.ResourcePool, Places.Datastore, Places.Network];
        IReadOnlyList<InventoryObject> read = await Gateway.ReadObjectsAsync([.. known.Select(one => one.MoRef)], Stop);
        Assert.Equal(known.OrderBy(one => one.Path, StringComparer.Ordinal), read.OrderBy(one => one.Path, StringComparer.Ordinal));
    });

    [Fact]
    public Task Objects_that_are_gone_are_left_out() => CaseAsync(async () =>
    {
        Assert.Equal([Places.Folder], await Gateway.ReadObjectsAsync([GoneVm, Places.Folder.MoRef], Stop));
        Assert.Empty(await Gateway.ReadObjectsAsync([GoneVm], Stop));
        Assert.Empty(await Gateway.ReadObjectsAsync([], Stop));
    });

    [Fact]
    public Task A_VM_is_found_directly_in_its_folder_only() => CaseAsync(async () =>
    {
        VmDescription made = await ReadAsync(await MakeVmAsync("child"));
        Assert.Equal(made.MoRef, await Gateway.FindVmInFolderAsync(Places.Folder.MoRef, made.Name, Stop));
        Assert.Null(await Gateway.FindVmInFolderAsync(Places.Vm.Folder!.MoRef, made.Name, Stop));
        Assert.Null(await Gateway.FindVmInFolderAsync(Places.Folder.MoRef, made.Name + "x", Stop));
    });

    private static VmReference[] ReferencesTo(VmDescription vm) =>
    [
        new(VmReferenceKind.Name, vm.Name), new(VmReferenceKind.Path, vm.Path), new(VmReferenceKind.MoRef, vm.MoRef.Value), new(VmReferenceKind.InstanceUuid, vm.InstanceUuid),
    ];

    private Task FoundByNameAndPathAsync(
        InventoryKind kind, Func<GatewayPlaces, InventoryObject> known, [System.Runtime.CompilerServices.CallerMemberName] string name = "") => CaseAsync(
        async () =>
        {
            InventoryObject expected = known(Places);
            Assert.Equal(expected, Assert.Single(await Gateway.FindAsync(kind, expected.Name, Places.Vm.Datacenter, Stop)));
            Assert.Equal(expected, Assert.Single(await Gateway.FindAsync(kind, expected.Path, Places.Vm.Datacenter, Stop)));
        },
        name);
}
