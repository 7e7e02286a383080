using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.PropertyCollection;

/// <summary>
/// One calculation of updates, given out in pages. It can be suspended between two objects. What was given out is kept
/// until the next calculation, so that a client that lost an answer can ask again after the same version (vSphere Web
/// Services API reference, UpdateSet.truncated); the first calculation isn't, because it can be made anew.
/// </summary>
/// <param name="from">The version that the updates follow, empty for none.</param>
/// <param name="number">The number of the version that they lead to.</param>
/// <param name="changes">What there is to report, calculated as it is taken.</param>
internal sealed class UpdateSeries(string from, long number, IEnumerator<FilterChange> changes) : IDisposable
{
    private readonly List<UpdateSet> _pages = [];
    private int _given;
    private int _calculated;
    private UpdateSet? _last;
    private FilterChange? _next;

    internal string From => from;

    /// <summary>Whether everything has been calculated.</summary>
    internal bool IsComplete { get; private set; }

    /// <summary>Whether an answer can follow this version: the one that all began with, or the truncated one given out last.</summary>
    internal bool CanFollow(string version) => version == from || (_last is { Truncated: true } && version == _last.Version);

    /// <summary>The page after a version that it can follow; null when there is nothing to report.</summary>
    internal UpdateSet? After(string version, int max)
    {
        if (version == from)
        {
            _given = 0;
        }

        UpdateSet? page = _given < _pages.Count ? _pages[_given] : Calculate(max);
        if (page is not null)
        {
            _given++;
            _last = page;
        }

        return page;
    }

    /// <summary>All pages as one.</summary>
    internal UpdateSet? Whole()
    {
        var all = new List<PropertyFilterUpdate>();
        _given = 0;
        for (UpdateSet? page = After(from, int.MaxValue); page is not null; page = page.Truncated == true ? After(page.Version!, int.MaxValue) : null)
        {
            all.AddRange(page.FilterSet ?? []);
        }

        return all.Count == 0 ? null : new UpdateSet { Version = _last!.Version, FilterSet = all };
    }

    public void Dispose() => changes.Dispose();

    private UpdateSet? Calculate(int max)
    {
        var updates = new List<PropertyFilterUpdate>();
        int count = 0;
        while (count < max && Take() is { } change)
        {
            Add(updates, change);
            count += change.Update is null ? 0 : 1;
        }

        // One more is looked at, to know whether this is the end.
        _next = IsComplete ? null : Take();
        if (updates.Count == 0)
        {
            return null;
        }

        bool isTruncated = _next is not null;
        string version = isTruncated ? FormattableString.Invariant($"{number - 1}_{++_calculated}") : FormattableString.Invariant($"{number}");
        var page = new UpdateSet { Version = version, FilterSet = updates, Truncated = isTruncated ? true : null };
        if (from.Length > 0)
        {
            _pages.Add(page);
        }

        return page;
    }

    private FilterChange? Take()
    {
        if (_next is { } held)
        {
            _next = null;
            return held;
        }

        if (!IsComplete && changes.MoveNext())
        {
            return changes.Current;
        }

        IsComplete = true;
        return null;
    }

    private static void Add(List<PropertyFilterUpdate> updates, FilterChange change)
    {
        if (updates.Count == 0 || updates[^1].Filter != change.Filter.Reference)
        {
            updates.Add(new PropertyFilterUpdate { Filter = change.Filter.Reference });
        }

        PropertyFilterUpdate update = updates[^1];
        if (change.Update is not null)
        {
            ((List<ObjectUpdate>)(update.ObjectSet ??= new List<ObjectUpdate>())).Add(change.Update);
        }
        else
        {
            ((List<MissingObject>)(update.MissingSet ??= new List<MissingObject>())).Add(change.Missing!);
        }
    }
}
