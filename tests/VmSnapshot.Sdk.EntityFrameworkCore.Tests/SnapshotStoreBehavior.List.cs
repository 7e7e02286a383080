namespace VmSnapshot.Sdk.EntityFrameworkCore.Tests;

/// <summary>Finding and listing.</summary>
public abstract partial class SnapshotStoreBehavior
{
    // In an order that no culture has: upper before lower case, digits before letters, one the beginning of another.
    private static readonly string[] Ids = ["10", "9", "A", "B", "Z-1", "a", "aa", "b", "é"];

    [Fact]
    public async Task A_name_finds_all_records_of_exactly_that_name_newest_first()
    {
        var purged = await AddAsync(0, Sample.Minimal() with { Status = SnapshotStatus.Purged });
        var deleted = await AddAsync(1, Sample.Minimal() with { Status = SnapshotStatus.Deleted });
        var live = await AddAsync(1, Sample.Minimal());
        await AddAsync(3, Sample.Minimal("Golden"));
        await AddAsync(4, Sample.Minimal("golden-2"));

        var found = await Store.FindByNameAsync(Sample.Tenant, "golden", Token);

        Snapshot[] ofTheSameTime = [deleted, live];
        found.Select(s => s.Id).Should().Equal(
            [.. ofTheSameTime.Select(s => s.Id).OrderDescending(StringComparer.Ordinal), purged.Id]);
    }

    [Fact]
    public async Task A_list_is_newest_first_and_then_by_id()
    {
        foreach (var id in Ids)
        {
            await AddAsync(Array.IndexOf(Ids, id) / 5, Sample.Minimal($"name {id}", id));
        }

        (await ListAsync()).Select(s => s.Id).Should().Equal("é", "b", "aa", "a", "Z-1", "B", "A", "9", "10");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(9)]
    [InlineData(10)]
    public async Task Pages_join_into_the_list_whatever_their_size(int limit)
    {
        foreach (var id in Ids)
        {
            await AddAsync(0, Sample.Minimal($"name {id}", id));
        }

        var pages = await PagesAsync(new SnapshotQuery { Tenant = Sample.Tenant, Limit = limit });

        pages.SelectMany(p => p.Items).Select(s => s.Id).Should().Equal(Ids.OrderDescending(StringComparer.Ordinal));
        pages.Select(p => p.Items.Count).Should().Equal(Ids.Chunk(limit).Select(c => c.Length));
    }

    [Fact]
    public async Task What_is_added_meanwhile_shifts_no_page()
    {
        var old = await AddAsync(0, Sample.Minimal("old"));
        await AddAsync(1, Sample.Minimal("new"));
        var query = new SnapshotQuery { Tenant = Sample.Tenant, Limit = 1 };
        var first = await Store.ListAsync(query, Token);

        await AddAsync(2, Sample.Minimal("newest"));
        var second = await Store.ListAsync(query with { ContinuationToken = first.ContinuationToken }, Token);

        second.Items.Should().ContainSingle().Which.Id.Should().Be(old.Id);
        second.ContinuationToken.Should().BeNull();
    }

    [Fact]
    public async Task An_id_may_have_spaces_and_still_end_a_page()
    {
        await AddAsync(0, Sample.Minimal("one", "an id of words"));
        await AddAsync(0, Sample.Minimal("two", "an id of more words"));

        var pages = await PagesAsync(new SnapshotQuery { Tenant = Sample.Tenant, Limit = 1 });

        pages.SelectMany(p => p.Items).Select(s => s.Name).Should().Equal("one", "two");
    }

    [Theory]
    [InlineData("")]
    [InlineData("foreign")]
    [InlineData("not base64!")]
    [InlineData("LTEgeA")]
    public async Task A_foreign_continuation_token_is_refused(string token)
    {
        var list = () => Store.ListAsync(new SnapshotQuery { Tenant = Sample.Tenant, ContinuationToken = token }, Token);

        (await list.Should().ThrowAsync<VmSnapshotException>()).Which.Code.Should().Be(VmSnapshotErrorCodes.InvalidArguments);
    }

    [Fact]
    public async Task Deleted_purged_and_cancelled_ones_are_hidden_unless_asked_for()
    {
        foreach (var status in Enum.GetValues<SnapshotStatus>())
        {
            await AddAsync(0, Sample.Minimal($"{status}") with { Status = status });
        }

        (await ListAsync()).Select(s => s.Status).Should().BeEquivalentTo(
            [SnapshotStatus.Creating, SnapshotStatus.Available, SnapshotStatus.Failed, SnapshotStatus.Deleting]);
        foreach (var status in Enum.GetValues<SnapshotStatus>())
        {
            (await ListAsync(q => q with { Status = status })).Should().ContainSingle().Which.Status.Should().Be(status);
        }
    }

    [Theory]
    [InlineData("Web", "web")]
    [InlineData("my-WEB-1", "Web")]
    [InlineData("Äpfel", "äPF")]
    [InlineData("Ёлка", "ёЛ")]
    [InlineData("ΟΔΟΣ", "οδος")]
    [InlineData("100%", "0%")]
    [InlineData("a_b", "_")]
    [InlineData(@"a\b", @"\")]
    [InlineData("[x]", "[x]")]
    [InlineData("it's", "'")]
    [InlineData("anything", "")]
    public async Task A_part_of_the_name_finds_whatever_the_case(string name, string part)
    {
        await AddAsync(0, Sample.Minimal(name));
        await AddAsync(0, Sample.Minimal("?"));

        (await ListAsync(q => q with { NameContains = part })).Should().Contain(s => s.Name == name)
            .And.HaveCount(part.Length == 0 ? 2 : 1, "a wildcard of the database is a character like any other");
    }

    [Theory]
    [InlineData("%")]
    [InlineData("b_")]
    [InlineData("Straße")]
    public async Task A_part_that_is_not_in_the_name_finds_nothing(string part)
    {
        await AddAsync(0, Sample.Minimal("web STRASSE"));

        (await ListAsync(q => q with { NameContains = part })).Should().BeEmpty();
    }

    [Fact]
    public async Task A_family_finds_its_own()
    {
        await AddAsync(0, Sample.Minimal("a") with { Family = "web" });
        await AddAsync(0, Sample.Minimal("b") with { Family = "WEB" });
        await AddAsync(0, Sample.Minimal("c"));

        (await ListAsync(q => q with { Family = "web" })).Should().ContainSingle().Which.Name.Should().Be("a");
    }

    [Fact]
    public async Task Labels_find_those_that_have_them_all()
    {
        await AddAsync(0, Sample.Minimal("both") with { Labels = new Dictionary<string, string> { ["os"] = "debian", ["tier"] = "web" } });
        await AddAsync(0, Sample.Minimal("one") with { Labels = new Dictionary<string, string> { ["os"] = "debian" } });
        await AddAsync(0, Sample.Minimal("other") with { Labels = new Dictionary<string, string> { ["os"] = "Debian", ["tier"] = "web" } });
        await AddAsync(0, Sample.Minimal("none"));

        (await ListAsync(q => q with { Labels = new Dictionary<string, string> { ["os"] = "debian" } })).Select(s => s.Name).Should().BeEquivalentTo("both", "one");
        (await ListAsync(q => q with { Labels = new Dictionary<string, string> { ["os"] = "debian", ["tier"] = "web" } }))
            .Should().ContainSingle().Which.Name.Should().Be("both");
        (await ListAsync(q => q with { Labels = new Dictionary<string, string> { ["OS"] = "debian" } })).Should().BeEmpty();
    }

    [Fact]
    public async Task Filters_hold_together_and_on_every_page()
    {
        for (var i = 0; i < 6; i++)
        {
            await AddAsync(0, Sample.Minimal($"web {i}") with { Family = i % 2 == 0 ? "even" : "odd", Labels = new Dictionary<string, string> { ["n"] = $"{i / 4}" } });
        }

        var pages = await PagesAsync(new SnapshotQuery
        {
            Tenant = Sample.Tenant,
            NameContains = "WEB",
            Family = "even",
            Status = SnapshotStatus.Available,
            Labels = new Dictionary<string, string> { ["n"] = "0" },
            Limit = 1,
        });

        pages.SelectMany(p => p.Items).Select(s => s.Name).Should().BeEquivalentTo("web 0", "web 2");
    }

    private Task<Snapshot> AddAsync(int minute, Snapshot snapshot) =>
        Store.AddAsync(snapshot with { CreatedAt = Sample.Time.AddMinutes(minute) }, Token);

    private async Task<IReadOnlyList<Snapshot>> ListAsync(Func<SnapshotQuery, SnapshotQuery>? query = null)
    {
        var all = new SnapshotQuery { Tenant = Sample.Tenant };
        return (await Store.ListAsync(query is null ? all : query(all), Token)).Items;
    }

    private async Task<List<SnapshotPage>> PagesAsync(SnapshotQuery query)
    {
        var pages = new List<SnapshotPage>();
        do
        {
            pages.Add(await Store.ListAsync(query with { ContinuationToken = pages.LastOrDefault()?.ContinuationToken }, Token));
        }
        while (pages[^1].ContinuationToken is not null);
        return pages;
    }
}
