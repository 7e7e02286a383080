namespace VmSnapshot.Sdk.Tests;

public sealed class VmReferenceTests
{
    [Theory]
    [InlineData("web-1", VmReferenceKind.Any, "web-1")]
    [InlineData("/DC0/vm/web-1", VmReferenceKind.Any, "/DC0/vm/web-1")]
    [InlineData("name:web-1", VmReferenceKind.Name, "web-1")]
    [InlineData("NAME:web-1", VmReferenceKind.Name, "web-1")]
    [InlineData("name:uuid:odd", VmReferenceKind.Name, "uuid:odd")]
    [InlineData("path:/DC0/vm/web-1", VmReferenceKind.Path, "/DC0/vm/web-1")]
    [InlineData("moref:vm-42", VmReferenceKind.MoRef, "vm-42")]
    [InlineData("uuid:50000000-0000-4000-8000-000000000001", VmReferenceKind.InstanceUuid, "50000000-0000-4000-8000-000000000001")]
    public void A_prefix_decides_how_a_reference_is_read(string text, VmReferenceKind kind, string value)
    {
        var reference = VmReference.Parse(text);

        reference.Should().Be(new VmReference(kind, value));
        VmReference.Parse(reference.ToString()).Should().Be(reference);
        World.ThroughJson(reference).Should().Be(reference);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("name:")]
    [InlineData("uuid: ")]
    public void An_empty_reference_is_refused(string text) =>
        FluentActions.Invoking(() => VmReference.Parse(text)).Should().Throw<ArgumentException>().WithMessage("*name, inventory path, moRef or instance UUID*");

    [Fact]
    public async Task All_four_readings_find_the_same_vm()
    {
        await using var world = new World();
        var web = world.Vm("web-1");

        foreach (var text in (string[])["web-1", web.Path, "DC0/vm/web-1", web.MoRef.Value, web.InstanceUuid, web.InstanceUuid.ToUpperInvariant()])
        {
            (await world.Inventory.GetAsync(text)).MoRef.Should().Be(web.MoRef, text);
        }

        (await world.Inventory.GetAsync($"moref:{web.MoRef.Value}")).Name.Should().Be("web-1");
        (await world.Inventory.GetAsync($"uuid:{web.InstanceUuid}")).Name.Should().Be("web-1");
        (await world.Inventory.GetAsync($"path:{web.Path}")).Name.Should().Be("web-1");
    }

    [Theory]
    [InlineData("name:build/agent")]
    [InlineData("/DC0/vm/build%2fagent")]
    [InlineData("/DC0/vm/build%2Fagent")]
    public async Task A_slash_in_a_name_is_plain_in_names_and_escaped_in_paths(string text)
    {
        await using var world = new World();

        var found = await world.Inventory.GetAsync(text);

        found.Name.Should().Be("build/agent");
        found.Path.Should().Be("/DC0/vm/build%2fagent");
    }

    [Fact]
    public async Task A_name_that_two_vms_have_is_ambiguous_and_both_are_named()
    {
        await using var world = new World();

        var get = () => world.Inventory.GetAsync("shared");

        var error = (await get.Should().ThrowAsync<VmSnapshotAmbiguousNameException>()).Which;
        error.Code.Should().Be(VmSnapshotErrorCodes.AmbiguousName);
        error.Candidates.Should().HaveCount(2).And.Contain(c => c.Contains("/DC0/vm/Tenants/acme/shared", StringComparison.Ordinal));
        foreach (var candidate in error.Candidates)
        {
            (await world.Inventory.GetAsync(candidate.Split(' ')[0])).Name.Should().Be("shared");
        }
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("moref:web-1")]
    [InlineData("name:/DC0/vm/web-1")]
    [InlineData("WEB-1")]
    public async Task What_no_reading_finds_is_not_found(string text)
    {
        await using var world = new World();

        var get = () => world.Inventory.GetAsync(text);

        (await get.Should().ThrowAsync<VmSnapshotNotFoundException>()).Which.Code.Should().Be(VmSnapshotErrorCodes.VmNotFound);
    }

    [Fact]
    public async Task A_listing_has_all_vms_and_no_templates()
    {
        await using var world = new World();

        var all = await world.Inventory.ListAsync().ToListAsync();
        var web = await world.Inventory.ListAsync("WEB").ToListAsync();

        all.Should().HaveCount(13).And.NotContain(vm => vm.Name == "ubuntu-template");
        web.Select(vm => vm.Name).Should().BeEquivalentTo("web-1", "web-2");
    }
}
