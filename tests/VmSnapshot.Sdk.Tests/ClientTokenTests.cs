using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Sdk.Tests;

/// <summary>The same request with the same token is one operation, however often and wherever it is given.</summary>
public sealed class ClientTokenTests
{
    private const string Token = "order-4711";

    private static readonly CreateSnapshotRequest Request = new()
    {
        Vm = "db-1",
        Name = "s",
        Labels = new Dictionary<string, string> { ["os"] = "rhel", ["app"] = "db" },
        ClientToken = Token,
    };

    [Fact]
    public async Task The_same_token_finds_the_operation_while_it_runs_and_when_it_has_ended()
    {
        var clock = new FakeTimeProvider();
        await using var world = new World(clock);
        await using var other = world.Another();
        var first = await world.Snapshots.CreateAsync(Request);

        var running = await other.Snapshots.CreateAsync(Request);
        running.Id.Should().Be(first.Id);
        var snapshot = await clock.ResultAsync(running.WaitForCompletionAsync());
        var ended = await other.Snapshots.CreateAsync(Request);

        (ended.Id, ended.State).Should().Be((first.Id, OperationState.Succeeded));
        (await ended.WaitForCompletionAsync()).Should().Be(snapshot);
        (await world.Operations.ListAsync(new())).Items.Should().ContainSingle().Which.ClientToken.Should().Be(Token);
        world.VCenter.Calls.Concat(other.VCenter.Calls).Count(c => c == nameof(IVSphereGateway.StartCloneAsync)).Should().Be(1);
    }

    [Fact]
    public async Task The_same_token_finds_an_operation_that_failed_and_does_not_begin_again()
    {
        await using var world = new World();
        world.VCenter.FailNextTask(nameof(IVSphereGateway.StartCloneAsync), Faults.FatalTask);
        var first = await world.Snapshots.CreateAsync(Request);
        await FluentActions.Awaiting(() => first.WaitForCompletionAsync()).Should().ThrowAsync<VmSnapshotException>();

        var again = await world.Snapshots.CreateAsync(Request);

        (again.Id, again.State).Should().Be((first.Id, OperationState.Failed));
        (await FluentActions.Awaiting(() => again.WaitForCompletionAsync()).Should().ThrowAsync<VmSnapshotException>()).Which.Fault!.Name.Should().Be(Faults.Fatal.Name);
        world.ShouldBeUntouched();
    }

    [Fact]
    public async Task Vms_asked_for_twice_with_one_token_are_made_once()
    {
        await using var world = new World();
        await world.SnapshotAsync();
        var request = new CreateVmRequest { Snapshot = "golden", Name = "copy-{index}", Count = 2, ClientToken = Token };

        var batch = await world.CreateAsync(request);
        var again = await world.CreateAsync(request);

        again.OperationId.Should().Be(batch.OperationId);
        again.Items.Should().BeEquivalentTo(batch.Items);
        world.VCenter.Machines.Count(vm => vm.Name.StartsWith("copy-", StringComparison.Ordinal)).Should().Be(2);
    }

    [Fact]
    public async Task Whoever_is_second_with_a_snapshots_token_gets_the_firsts_operation_however_close()
    {
        foreach (var moment in (string[])[nameof(ISnapshotStore.FindByNameAsync), nameof(ISnapshotStore.BeginAsync)])
        {
            await using var world = new World();
            await using var other = world.Another();
            Operation<Snapshot> first = null!;
            world.OwnStore.BeforeNext(moment, async () => first = await other.Snapshots.CreateAsync(Request));

            var second = await world.Snapshots.CreateAsync(Request);

            second.Id.Should().Be(first.Id, "it was begun before {0}", moment);
            await second.WaitForCompletionAsync();
            (await world.RecordsAsync()).Should().ContainSingle();
        }
    }

    [Fact]
    public async Task Whoever_is_second_with_a_vms_token_gets_the_firsts_operation_even_if_the_vm_is_there_already()
    {
        await using var world = new World();
        await world.SnapshotAsync();
        await using var other = world.Another();
        var request = new CreateVmRequest { Snapshot = "golden", Name = "copy", ClientToken = Token };
        VmBatch first = null!;
        world.OwnStore.BeforeNext(nameof(ISnapshotStore.FindByNameAsync), async () => first = await other.CreateAsync(request));

        var second = await world.CreateAsync(request);

        second.OperationId.Should().Be(first.OperationId);
        world.VCenter.Machines.Should().ContainSingle(vm => vm.Name == "copy");
    }

    [Fact]
    public async Task A_token_with_another_request_is_refused_and_names_the_operation()
    {
        await using var world = new World();
        var first = await world.Snapshots.CreateAsync(Request);
        await first.WaitForCompletionAsync();
        var calls = world.VCenter.Calls.Count;

        var create = () => world.Snapshots.CreateAsync(Request with { Name = "other" });

        var error = (await create.Should().ThrowAsync<VmSnapshotTokenMismatchException>()).Which;
        error.Should().BeEquivalentTo(new { Code = VmSnapshotErrorCodes.TokenMismatch, OperationId = first.Id });
        error.Message.Should().ContainAll(Token, first.Id);
        world.VCenter.Calls.Should().HaveCount(calls, "nothing of it is even looked up");
    }

    [Fact]
    public async Task A_token_is_one_for_all_kinds_of_operations()
    {
        await using var world = new World();
        await (await world.Snapshots.CreateAsync(Request)).WaitForCompletionAsync();

        var create = () => world.Machines.CreateAsync(new() { Snapshot = "s", Name = "copy", ClientToken = Token });

        await create.Should().ThrowAsync<VmSnapshotTokenMismatchException>();
    }

    [Fact]
    public async Task A_token_is_a_tenants_own()
    {
        await using var world = new World();
        var mine = await world.Snapshots.CreateAsync(Request);

        var theirs = await world.Snapshots.CreateAsync(Request with { Tenant = "acme", Name = "another" });

        theirs.Id.Should().NotBe(mine.Id);
        (await theirs.WaitForCompletionAsync()).Tenant.Should().Be("acme");
    }

    [Fact]
    public async Task A_requests_hash_stays_what_it_was_in_later_versions()
    {
        await using var world = new World(configure: o => o.Tenant = "acme");
        var snapshot = await world.Snapshots.CreateAsync(Request);
        await snapshot.WaitForCompletionAsync();
        var vm = await world.Machines.CreateAsync(new() { Snapshot = "s", Name = "copy", Cpus = 2, Networks = [new("0", "overlay")], ClientToken = "order-4712" });
        await vm.WaitForCompletionAsync();

        // A token lives as long as its operation: a member that is added to a request has to be null or empty where it isn't given.
        (await world.JournalAsync(snapshot.Id)).Should().BeEquivalentTo(new
        {
            Request = """{"consistency":"crash","kind":"full","labels":{"app":"db","os":"rhel"},"name":"s","vm":"db-1"}""",
            RequestHash = "1:d08d9dbc80b31aae87262c436794597a0faf50f90cf51b746a2f2e930f918a62",
        });
        (await world.JournalAsync(vm.Id)).Should().BeEquivalentTo(new
        {
            Request = """{"count":1,"cpus":2,"name":"copy","networks":[{"adapter":"0","network":"overlay"}],"powerOn":false,"snapshot":"s"}""",
            RequestHash = "1:16bea944d989592d1f46525d3781182b7d6775a8fc0e1730843a6e167be123f2",
        });
    }

    [Theory]
    [InlineData("""{"clientToken":"order-4711","labels":{"app":"db","os":"rhel"},"name":"s","vm":"db-1"}""")]
    [InlineData("""{"name":"s","vm":"db-1","kind":"full","consistency":"crash","description":null,"labels":{"os":"rhel","app":"db"},"clientToken":"order-4711"}""")]
    [InlineData("""{"tenant":"default","name":"s","vm":"db-1","labels":{"os":"rhel","app":"db"},"clientToken":"order-4711"}""")]
    public async Task The_order_of_members_and_defaults_that_are_spelt_out_make_no_other_request(string json)
    {
        await using var world = new World();
        var first = await world.Snapshots.CreateAsync(Request);

        var again = await world.Snapshots.CreateAsync(JsonSerializer.Deserialize<CreateSnapshotRequest>(json, JsonSerializerOptions.Web)!);

        again.Id.Should().Be(first.Id);
        await again.WaitForCompletionAsync();
    }
}
