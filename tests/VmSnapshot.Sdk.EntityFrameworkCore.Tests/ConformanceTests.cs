namespace VmSnapshot.Sdk.EntityFrameworkCore.Tests;

/// <summary>No store leaves anything out of the suites for stores.</summary>
public sealed class ConformanceTests
{
    /// <summary>The stores that have to pass; each has one class here.</summary>
    private static readonly Type[] Stores =
    [
        typeof(InMemorySnapshotStoreTests), typeof(SqliteSnapshotStoreTests), typeof(PostgreSqlSnapshotStoreTests),
        typeof(HostContextSnapshotStoreTests), typeof(HostContextOnPostgreSqlTests),
    ];

    [Fact]
    public void Every_store_runs_every_case_of_every_suite()
    {
        Type[] suites = [.. ConformanceSuites.All.Where(suite => suite.Name.Contains("Store", StringComparison.Ordinal))];

        suites.Should().NotBeEmpty();
        foreach (var store in Stores)
        {
            ConformanceSuites.FindGaps(suites, [store]).Should().BeEmpty("{0} leaves nothing out", store.Name);
        }
    }

    [Fact]
    public void Every_class_here_that_derives_from_a_suite_is_in_the_list() =>
        typeof(ConformanceTests).Assembly.GetExportedTypes().Where(type => ConformanceSuites.All.Any(type.IsSubclassOf)).Should().BeEquivalentTo(Stores);
}
