using System.Reflection;

namespace VmSnapshot.IntegrationTests.Behaviour;

/// <summary>The table of differences belongs to the suite, and the page in docs/ to the table.</summary>
public sealed class DifferenceTableTests
{
    [Fact]
    public void Every_difference_is_one_of_a_case_and_no_case_has_two()
    {
        List<string> cases = [.. typeof(BehaviourSuite).GetMethods().Where(method => method.GetCustomAttribute<FactAttribute>() is not null).Select(method => method.Name)];

        Differences.All.Select(difference => difference.Case).Should().OnlyHaveUniqueItems().And.BeSubsetOf(cases);
    }

    /// <summary>To write the page anew, set VMSNAPSHOT_WRITE_DOCS=1 and run this test; it fails once more, so that nobody overlooks it.</summary>
    [Fact]
    public async Task The_page_says_what_the_table_says()
    {
        Assert.SkipWhen(TestHost.RepositoryRoot is null, "the tests don't run in a checkout of the repository");
        string path = Path.Combine(TestHost.RepositoryRoot!, "docs", "simulator-and-vcsim.md");
        string expected = DifferenceTable.Write();
        string? there = File.Exists(path) ? await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken) : null;
        if (there != expected && Environment.GetEnvironmentVariable("VMSNAPSHOT_WRITE_DOCS") == "1")
        {
            await File.WriteAllTextAsync(path, expected, TestContext.Current.CancellationToken);
        }

        there.Should().Be(expected);
    }
}
