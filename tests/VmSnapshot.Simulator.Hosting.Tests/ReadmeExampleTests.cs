#pragma warning disable xUnit1051 // A README shows the calls without a cancellation token.
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Hosting.Tests;

/// <summary>The README of VmSnapshot.Simulator.Hosting shows this test.</summary>
public sealed class ReadmeExampleTests
{
    [Fact]
    public async Task Serving_over_HTTPS()
    {
        await using var simulator = new VCenterSimulator();
        await using SimulatorServer server = await SimulatorServer.StartAsync(simulator, new SimulatorServerOptions { UseTls = true });

        await using var client = new VimClient(new VimClientOptions { Endpoint = server.Url, Thumbprint = server.Thumbprint });
        ServiceContent content = await client.RetrieveServiceContentAsync(VimClient.ServiceInstance);
        await client.LoginAsync(content.SessionManager!, "user", "pass");

        simulator.Calls.Requests<LoginRequestType>().Should().ContainSingle().Which.UserName.Should().Be("user");
    }

    [Fact]
    public void The_readme_shows_that_test()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "VmSnapshot.Sdk.sln")))
        {
            root = root.Parent!;
        }

        var readme = File.ReadAllText(Path.Combine(root.FullName, "src", "VmSnapshot.Simulator.Hosting", "README.md"));
        var test = File.ReadAllText(Path.Combine(root.FullName, "tests", "VmSnapshot.Simulator.Hosting.Tests", "ReadmeExampleTests.cs"));
        var shown = readme.Split("```")[1]["csharp\n".Length..].TrimEnd();

        test.Replace("\n        ", "\n", StringComparison.Ordinal).Should().Contain(shown);
    }
}
