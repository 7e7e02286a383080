using System.Text.Json;

namespace VmSnapshot.Sdk.Tests;

/// <summary>Portals bind requests straight from HTTP, so what a client sends must never break the SDK.</summary>
public sealed class RequestsFromJsonTests
{
    [Theory]
    [InlineData("""{"snapshot":"golden","name":"copy","networks":null,"disks":null,"addedDisksBytes":null}""")]
    [InlineData("""{"snapshot":"golden","name":"copy","guest":{"os":"linux","adapters":null,"dnsServers":null,"dnsSuffixes":null}}""")]
    [InlineData("""{"snapshot":"golden","name":"copy","guest":{"os":"linux","adapters":[{"gateways":null}]}}""")]
    public async Task A_list_that_is_null_is_one_that_was_not_given(string json)
    {
        await using var world = new World();
        await world.SnapshotAsync();

        var plans = await world.Machines.PrepareVmAsync(Read<CreateVmRequest>(json));

        plans.Should().ContainSingle().Which.Name.Should().Be("copy");
    }

    [Theory]
    [InlineData("""{"snapshot":"golden","name":null}""", "Name")]
    [InlineData("""{"snapshot":"golden","name":"copy","networks":[null]}""", "Networks[0]")]
    [InlineData("""{"snapshot":"golden","name":"copy","networks":[{"adapter":null,"network":"backend"}]}""", "Networks[0]")]
    [InlineData("""{"snapshot":"golden","name":"copy","networks":[{"adapter":"0"}]}""", "Networks[0]")]
    [InlineData("""{"snapshot":"golden","name":"copy","disks":[null]}""", "Disks[0]")]
    [InlineData("""{"snapshot":"golden","name":"copy","disks":[{}]}""", "Disks[0]")]
    [InlineData("""{"snapshot":"golden","name":"copy","guest":{"os":"linux","adapters":[null]}}""", "Guest.Adapters[0]")]
    [InlineData("""{"snapshot":"golden","name":"copy","guest":{"os":"linux","dnsServers":[null]}}""", "Guest.DnsServers")]
    public async Task A_hole_in_a_request_for_vms_is_a_finding(string json, string property)
    {
        await using var world = new World();
        await world.SnapshotAsync();

        var prepare = () => world.Machines.PrepareVmAsync(Read<CreateVmRequest>(json));

        (await prepare.Should().ThrowAsync<VmSnapshotValidationException>()).Which.Findings.Should().Contain(f => f.Property == property);
    }

    [Theory]
    [InlineData("""{"vm":null,"name":"x"}""", "Vm")]
    [InlineData("""{"vm":"web-1","name":null}""", "Name")]
    [InlineData("""{"vm":"web-1","name":"x","labels":{"os":null}}""", "Labels")]
    [InlineData("""{"vm":"web-1","name":"835f3ded047b82bf897804c8694dc9f1"}""", "Name")]
    public async Task A_hole_in_a_request_for_a_snapshot_is_a_finding(string json, string property)
    {
        await using var world = new World();

        var create = () => world.Snapshots.CreateAsync(Read<CreateSnapshotRequest>(json));

        (await create.Should().ThrowAsync<VmSnapshotValidationException>()).Which.Findings.Should().Contain(f => f.Property == property);
    }

    [Fact]
    public async Task Labels_that_are_null_are_none()
    {
        await using var world = new World();
        var operation = await world.Snapshots.CreateAsync(Read<CreateSnapshotRequest>("""{"vm":"web-1","name":"x","labels":null}"""));
        (await operation.WaitForCompletionAsync()).Labels.Should().BeEmpty();
    }

    [Fact]
    public async Task Words_that_are_no_kind_or_consistency_are_findings()
    {
        await using var world = new World();

        var create = () => world.Snapshots.CreateAsync(new() { Vm = "web-1", Name = "x", Kind = (SnapshotKind)99, Consistency = (SnapshotConsistency)77 });

        (await create.Should().ThrowAsync<VmSnapshotValidationException>()).Which.Findings.Select(f => f.Property).Should().Equal("Kind", "Consistency");
    }

    [Fact]
    public async Task A_moref_of_one_result_names_the_vm_of_the_next_request()
    {
        await using var world = new World();
        var vm = world.Vm("web-1");
        var moRef = JsonSerializer.Serialize(vm.MoRef, JsonSerializerOptions.Web);

        var info = await world.Snapshots.ExtractVmInfoAsync(Read<CreateSnapshotRequest>($$"""{"vm":{{moRef}},"name":"x"}"""));

        info.Machine.Path.Should().Be(vm.Path);
    }

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, JsonSerializerOptions.Web)!;
}
