using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.Tests;

/// <summary>Guest settings name their secrets; the values are looked up at the moment of use, and stay out of everything else.</summary>
public sealed class GuestSecretTests
{
    private const string Password = "correct-horse-battery";

    private static readonly WindowsGuest Guest = new()
    {
        FullName = "Portal",
        Organization = "Example",
        HostName = "win-copy",
        AdministratorPassword = new("vault:admin"),
        ProductKey = new("vault:key"),
        Domain = new("example.com", "joiner", new("vault:admin")),
    };

    [Fact]
    public async Task Secrets_are_resolved_when_the_guest_is_customized_and_not_before()
    {
        var vault = new Vault(reference => $"{Password}/{reference.Location}");
        await using var world = new World(register: s => s.AddSingleton<ISecretResolver>(vault));
        await world.SnapshotAsync("win-1", "win");
        var plan = (await world.Machines.PrepareVmAsync(new() { Snapshot = "win", Name = "copy", Guest = Guest })).Single();
        var vm = await world.Machines.DeployVmAsync(plan);
        vault.Asked.Should().BeEmpty();

        await world.Machines.ConfigureVmAsync(World.ThroughJson(plan), vm);

        vault.Asked.Should().Equal("vault:admin", "vault:key");
        var identity = world.VCenter.Guest(vm.MoRef).PendingCustomization!.Identity.Should().BeOfType<CustomizationSysprep>().Subject;
        identity.GuiUnattended!.Password!.Value.Should().Be($"{Password}/vault:admin");
        identity.UserData!.ProductId.Should().Be($"{Password}/vault:key");
        JsonSerializer.Serialize(plan, JsonSerializerOptions.Web).Should().Contain("""{"secret":"vault:admin"}""").And.NotContain(Password);
        plan.ToString().Should().NotContain(Password);
    }

    [Fact]
    public async Task A_fault_does_not_tell_the_secrets()
    {
        await using var world = new World(register: s => s.AddSingleton<ISecretResolver>(new Vault(_ => Password)));
        await world.SnapshotAsync("win-1", "win");
        world.VCenter.FailNextTask(nameof(IVSphereGateway.StartCustomizeAsync), Faults.FatalTask);

        var create = () => world.CreateAsync(new() { Snapshot = "win", Name = "copy", Guest = Guest });

        (await create.Should().ThrowAsync<VmSnapshotException>()).Which.ToString().Should().NotContain(Password);
        world.ShouldBeUntouched();
    }

    [Fact]
    public async Task A_resolver_that_fails_is_an_unavailable_secret_and_the_operation_waits_for_it()
    {
        var isAway = true;
        var vault = new Vault(_ => isAway ? throw new HttpRequestException($"GET /v1?token={Password} failed") : Password);
        await using var world = new World(register: s => s.AddSingleton<ISecretResolver>(vault));
        await world.SnapshotAsync("win-1", "win");

        var operation = await world.Machines.CreateAsync(new() { Snapshot = "win", Name = "copy", Guest = Guest });

        var wait = () => operation.WaitForCompletionAsync();
        var error = (await wait.Should().ThrowAsync<VmSnapshotException>()).Which;
        error.Code.Should().Be(VmSnapshotErrorCodes.SecretUnavailable);
        error.Message.Should().Contain("vault:admin");
        error.ToString().Should().NotContain(Password);
        var stopped = await world.Operations.GetAsync(operation.Id);
        stopped.Should().BeEquivalentTo(new { State = OperationState.Running, Error = new { Code = VmSnapshotErrorCodes.SecretUnavailable } });
        var vm = world.Vm("copy");

        isAway = false;
        await world.Operations.ResumeAsync(operation.Id);

        (await wait()).Items.Single().Vm!.MoRef.Should().Be(vm.MoRef, "the clone is kept");
        world.VCenter.Guest(vm.MoRef).PendingCustomization!.Identity.Should().BeOfType<CustomizationSysprep>().Which.GuiUnattended!.Password!.Value.Should().Be(Password);
        (await world.Operations.GetAsync(operation.Id)).State.Should().Be(OperationState.Succeeded);
    }

    [Fact]
    public async Task The_journal_and_the_audit_hold_references_and_no_secret()
    {
        await using var world = new World(register: s => s.AddSingleton<ISecretResolver>(new Vault(_ => Password)));
        await world.SnapshotAsync("win-1", "win");

        var operation = await world.Machines.CreateAsync(new() { Snapshot = "win", Name = "copy", Guest = Guest });
        await operation.WaitForCompletionAsync();

        var record = await world.Store.GetOperationAsync("default", operation.Id);
        record!.Request.Should().Contain("""{"secret":"vault:admin"}""").And.NotContain(Password);
        record.Items.Should().OnlyContain(i => i.State.Contains("vault:admin") && !i.State.Contains(Password));
        (await world.Operations.GetAuditAsync(operation.Id)).Should().NotBeEmpty().And.NotContain(a => a.Detail != null && a.Detail.Contains(Password));
    }

    [Fact]
    public async Task A_resolver_that_times_out_is_an_unavailable_secret_too()
    {
        await using var world = new World(register: s => s.AddSingleton<ISecretResolver>(new Vault(_ => throw new TaskCanceledException())));
        await world.SnapshotAsync("win-1", "win");

        var operation = await world.Machines.CreateAsync(new() { Snapshot = "win", Name = "copy-{index}", Count = 2, Guest = Guest with { HostName = null } });

        (await FluentActions.Awaiting(() => operation.WaitForCompletionAsync()).Should().ThrowAsync<VmSnapshotException>()).Which.Code.Should().Be(VmSnapshotErrorCodes.SecretUnavailable);
        (await operation.RefreshAsync()).Should().Be(OperationState.Running);
        await operation.CancelAsync();
        world.ShouldBeUntouched();
    }

    [Fact]
    public async Task By_default_secrets_come_from_the_environment_and_from_files()
    {
        await using var world = new World();
        var resolver = world.Get<ISecretResolver>();
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, Password + "\r\n");
        try
        {
            (await resolver.ResolveAsync(new($"file:{file}"))).Should().Be(Password);
            (await resolver.ResolveAsync(new("env:PATH"))).Should().Be(Environment.GetEnvironmentVariable("PATH"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("env:VMSNAPSHOT_TEST_NOT_SET")]
    [InlineData("env:")]
    [InlineData("file:/nowhere/at/all")]
    [InlineData("file:")]
    [InlineData("correct-horse-battery")]
    [InlineData("")]
    public async Task A_reference_that_leads_nowhere_is_an_unavailable_secret(string location)
    {
        await using var world = new World();

        var resolve = async () => await world.Get<ISecretResolver>().ResolveAsync(new(location));

        var error = (await resolve.Should().ThrowAsync<VmSnapshotException>()).Which;
        error.Code.Should().Be(VmSnapshotErrorCodes.SecretUnavailable);
        error.Message.Should().NotContain(Password, "somebody may have written the secret itself");
    }

    [Theory]
    [InlineData("\"correct-horse-battery\"")]
    [InlineData("""{"value":"correct-horse-battery"}""")]
    [InlineData("""{"secret":{"x":"correct-horse-battery"}}""")]
    [InlineData("{}")]
    public void A_secret_in_clear_is_refused_and_not_repeated(string json)
    {
        var read = () => JsonSerializer.Deserialize<SecretReference>(json, JsonSerializerOptions.Web);

        read.Should().Throw<JsonException>().Which.Message.Should().Contain("secret").And.NotContain(Password);
    }

    private sealed class Vault(Func<SecretReference, string> find) : ISecretResolver
    {
        public List<string> Asked { get; } = [];

        public ValueTask<string> ResolveAsync(SecretReference reference, CancellationToken cancellationToken = default)
        {
            Asked.Add(reference.Location);
            return ValueTask.FromResult(find(reference));
        }
    }
}
