namespace VmSnapshot.Sdk.Conformance;

/// <summary>Finding and listing.</summary>
public abstract partial class SnapshotStoreConformance
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

        var found = await Store.FindByNameAsync(Sample.Tenant, "golden", Stop);

        Snapshot[] ofTheSameTime = [deleted, live];
        Assert.Equal([.. ofTheSameTime.Select(s => s.Id).OrderDescending(StringComparer.Ordinal), purged.Id], found.Select(s => s.Id));
    }

    [Fact]
    public async Task A_list_is_newest_first_and_then_by_id()
    {
        foreach (var id in Ids)
        {
            await AddAsync(Array.IndexOf(Ids, id) / 5, Sample.Minimal($"name {id}", id));
        }

        Assert.Equal(["é", "b", "aa", "a", "Z-1", "B", "A", "9", "10"], (await ListAsync()).Select(s => s.Id));
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

        Assert.Equal(Ids.OrderDescending(StringComparer.Ordinal), pages.SelectMany(p => p.Items).Select(s => s.Id));
        Assert.Equal(Ids.Chunk(limit).Select(c => c.Length), pages.Select(p => p.Items.Count));
    }

    [Fact]
    public async Task What_is_added_meanwhile_shifts_no_page()
    {
        var old = await AddAsync(0, Sample.Minimal("old"));
        await AddAsync(1, Sample.Minimal("new"));
        var query = new SnapshotQuery { Tenant = Sample.Tenant, Limit = 1 };
        var first = await Store.ListAsync(query, Stop);

        await AddAsync(2, Sample.Minimal("newest"));
        var second = await Store.ListAsync(query with { ContinuationToken = first.ContinuationToken }, Stop);

        Assert.Equal(old.Id, Assert.Single(second.Items).Id);
        Assert.Null(second.ContinuationToken);
    }

    [Fact]
    public async Task An_id_may_have_spaces_and_still_end_a_page()
    {
        await AddAsync(0, Sample.Minimal("one", "an id of words"));
        await AddAsync(0, Sample.Minimal("two", "an id of more words"));

        var pages = await PagesAsync(new SnapshotQuery { Tenant = Sample.Tenant, Limit = 1 });

        Assert.Equal(["one", "two"], pages.SelectMany(p => p.Items).Select(s => s.Name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("foreign")]
    [InlineData("not base64!")]
    [InlineData("LTEgeA")]
    public async Task A_foreign_continuation_token_is_refused(string token)
    {
        var list = () => Store.ListAsync(new SnapshotQuery { Tenant = Sample.Tenant, ContinuationToken = token }, Stop);

        Assert.Equal(VmSnapshotErrorCodes.InvalidArguments, (await Assert.ThrowsAnyAsync<VmSnapshotException>(list)).Code);
    }

    [Fact]
    public async Task Deleted_purged_and_cancelled_ones_are_hidden_unless_asked_for()
    {
        foreach (var status in Enum.GetValues<SnapshotStatus>())
        {
            await AddAsync(0, Sample.Minimal($"{status}") with { Status = status });
        }

        SnapshotStatus[] shown = [SnapshotStatus.Creating, SnapshotStatus.Available, SnapshotStatus.Failed, SnapshotStatus.Deleting];
        Assert.Equal(shown.Order(), (await ListAsync()).Select(s => s.Status).Order());
        foreach (var status in Enum.GetValues<SnapshotStatus>())
        {
            Assert.Equal(status, Assert.Single(await ListAsync(q => q with { Status = status })).Status);
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

        // A wildcard of the database is a character like any other.
        string[] expected = part.Length == 0 ? ["?", name] : [name];
        Assert.Equal(
            expected.Order(StringComparer.Ordinal), (await ListAsync(q => q with { NameContains = part })).Select(s => s.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("%")]
    [InlineData("b_")]
    [InlineData("Straße")]
    public async Task A_part_that_is_not_in_the_name_finds_nothing(string part)
    {
        await AddAsync(0, Sample.Minimal("web STRASSE"));

        Assert.Empty(await ListAsync(q => q with { NameContains = part }));
    }

    [Fact]
    public async Task A_family_finds_its_own()
    {
        await AddAsync(0, Sample.Minimal("a") with { Family = "web" });
        await AddAsync(0, Sample.Minimal("b") with { Family = "WEB" });
        await AddAsync(0, Sample.Minimal("c"));

        Assert.Equal("a", Assert.Single(await ListAsync(q => q with { Family = "web" })).Name);
    }

    [Fact]
    public async Task Labels_find_those_that_have_them_all()
    {
        await AddAsync(0, Sample.Minimal("both") with { Labels = new Dictionary<string, string> { ["os"] = "debian", ["tier"] = "web" } });
        await AddAsync(0, Sample.Minimal("one") with { Labels = new Dictionary<string, string> { ["os"] = "debian" } });
        await AddAsync(0, Sample.Minimal("other") with { Labels = new Dictionary<string, string> { ["os"] = "Debian", ["tier"] = "web" } });
        await AddAsync(0, Sample.Minimal("none"));

        Assert.Equal(["both", "one"], (await ListAsync(q => q with { Labels = new Dictionary<string, string> { ["os"] = "debian" } })).Select(s => s.Name).Order());
        Assert.Equal("both", Assert.Single(await ListAsync(q => q with { Labels = new Dictionary<string, string> { ["os"] = "debian", ["tier"] = "web" } })).Name);
        Assert.Empty(await ListAsync(q => q with { Labels = new Dictionary<string, string> { ["OS"] = "debian" } }));
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

        Assert.Equal(["web 0", "web 2"], pages.SelectMany(p => p.Items).Select(s => s.Name).Order());
    }

    private Task<Snapshot> AddAsync(int minute, Snapshot snapshot) =>
        Store.AddAsync(snapshot with { CreatedAt = Sample.Time.AddMinutes(minute) }, Stop);

    private async Task<IReadOnlyList<Snapshot>> ListAsync(Func<SnapshotQuery, SnapshotQuery>? query = null)
    {
        var all = new SnapshotQuery { Tenant = Sample.Tenant };
        return (await Store.ListAsync(query is null ? all : query(all), Stop)).Items;
    }

    private async Task<List<SnapshotPage>> PagesAsync(SnapshotQuery query)
    {
        var pages = new List<SnapshotPage>();
        do
        {
            pages.Add(await Store.ListAsync(query with { ContinuationToken = pages.LastOrDefault()?.ContinuationToken }, Stop));
        }
        while (pages[^1].ContinuationToken is not null);
        return pages;
    }
}
