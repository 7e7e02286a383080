using System.Text.RegularExpressions;
using VmSnapshot.IntegrationTests;

namespace VmSnapshot.Sdk.Conformance.Tests;

/// <summary>The README of VmSnapshot.Sdk.Conformance shows the samples that are run here.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Root = TestHost.RepositoryRoot!;

    private static readonly string Readme = File.ReadAllText(Path.Combine(Root, "src", "VmSnapshot.Sdk.Conformance", "README.md"));

    [Fact]
    public void Every_block_of_code_is_a_whole_sample()
    {
        var samples = Directory.GetFiles(Path.Combine(Root, "tests", "VmSnapshot.Sdk.Conformance.Tests", "Samples")).Select(File.ReadAllText).ToList();
        var blocks = CodeBlock().Matches(Readme).Select(block => block.Groups[1].Value).ToList();

        blocks.Should().HaveCountGreaterThan(2);
        blocks.Should().BeSubsetOf(samples);
    }

    [Fact]
    public void The_number_of_cases_is_right() =>
        ConformanceSuites.All.Should().OnlyContain(
            suite => Readme.Contains($"| `{suite.Name}` | {ConformanceSuites.CasesOf(suite).Count} |", StringComparison.Ordinal));

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
