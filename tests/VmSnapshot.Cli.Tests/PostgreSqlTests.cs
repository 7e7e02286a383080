using System.Text.RegularExpressions;
using VmSnapshot.Tests.PostgreSql;

namespace VmSnapshot.Cli.Tests;

/// <summary>The tool with its records on a server.</summary>
public sealed partial class PostgreSqlTests(PostgreSqlFixture fixture) : IClassFixture<PostgreSqlFixture>
{
    [Fact]
    public async Task What_was_begun_on_one_connection_is_carried_on_from_another()
    {
        var server = await fixture.GetServerAsync();
        var connection = await server.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        var withoutPassword = Password().Replace(connection, string.Empty);
        await using var vCenter = await SimulatedVCenter.StartAsync(cloneSeconds: 3);
        var variable = new Dictionary<string, string>(vCenter.Environment) { ["VMSNAPSHOT_STORE"] = $"postgresql:{connection}" };
        var apart = new Dictionary<string, string>(vCenter.Environment) { ["PGPASSWORD"] = server.Password };

        var begun = await Vmsnap.RunAsync(variable, "snapshot", "create", "--vm", "web-1", "--name", "golden", "--no-wait", "--json");
        var resumed = await Vmsnap.RunAsync(apart, "--store", $"postgresql:{withoutPassword}", "operation", "resume", begun.ShouldSucceed().Text("id"), "--json");
        var doctor = await Vmsnap.RunAsync(apart, "--store", $"postgresql:{withoutPassword}", "doctor");
        var shown = await Vmsnap.RunAsync(variable, "operation", "show", begun.Text("id"));

        resumed.ShouldSucceed().Text("state").Should().Be("succeeded");
        doctor.ShouldSucceed().Output.Should().Contain($"at 127.0.0.1:{server.Port}").And.Contain("'test_");
        shown.ShouldSucceed().Output.Should().Contain("succeeded");
        string.Concat(new[] { begun, resumed, doctor, shown }.Select(run => run.Output + run.Error)).Should().NotContain(server.Password);
    }

    [Fact]
    public async Task A_server_that_does_not_let_one_in_is_an_unusable_store_and_nothing_is_told_of_the_password()
    {
        var server = await fixture.GetServerAsync();
        var connection = await server.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        var wrong = new Dictionary<string, string> { ["VMSNAPSHOT_STORE"] = $"postgresql:{Password().Replace(connection, ";Password=hunter2")}" };

        var argument = await Vmsnap.RunAsync("--store", $"postgresql:{connection}", "operation", "list", "--json");
        var refused = await Vmsnap.RunAsync(wrong, "operation", "list", "--json");

        argument.ShouldFail(2, "invalidArguments");
        refused.ShouldFail(6, "storeUnusable");
        refused.Output.Should().Contain("127.0.0.1").And.NotContain("hunter2");
        argument.Output.Should().NotContain(server.Password);
    }

    [Fact]
    public async Task A_database_that_goes_away_in_the_middle_leaves_the_operation_for_later()
    {
        await using var server = await PostgreSqlServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        var connection = await server.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        await using var vCenter = await SimulatedVCenter.StartAsync(cloneSeconds: 6);
        var environment = new Dictionary<string, string>(vCenter.Environment) { ["VMSNAPSHOT_STORE"] = $"postgresql:{connection}" };
        using var working = await Vmsnap.BeginAsync(
            ["cloning VM", "cloning VM"], environment, "snapshot", "create", "--vm", "web-1", "--name", "nightly", "--json");

        await server.StopAsync(TestContext.Current.CancellationToken);
        var lost = await working.EndAsync();
        await server.StartAsync(TestContext.Current.CancellationToken);

        lost.ShouldFail(6, "storeUnusable");
        var id = lost.Json.GetProperty("error").GetProperty("operationId").GetString()!;
        lost.Output.Should().Contain($"vmsnap operation resume {id}").And.NotContain(server.Password);
        (await Vmsnap.RunAsync(environment, "operation", "resume", id, "--json")).ShouldSucceed().Text("state").Should().Be("succeeded");
        vCenter.Named("nightly").Should().ContainSingle();
        vCenter.Simulator.Calls.Of("CloneVM_Task").Should().ContainSingle();
    }

    [GeneratedRegex(";?Password=[^;]*")]
    private static partial Regex Password();
}
