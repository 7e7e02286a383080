namespace VmSnapshot.IntegrationTests;

public sealed class ReadmeTests
{
    [Fact]
    public async Task The_readme_shows_the_compiled_sample()
    {
        var token = TestContext.Current.CancellationToken;
        var root = TestHost.RepositoryRoot!;
        var readme = await File.ReadAllTextAsync(Path.Combine(root, "README.md"), token);
        var sample = await File.ReadAllTextAsync(Path.Combine(root, "docs", "samples", "PortalHost", "Program.cs"), token);

        readme.Should().Contain($"```csharp\n{sample.TrimEnd()}\n```");
    }
}
