using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Events;

/// <summary>What a session reads history with. It dies with its session.</summary>
internal abstract class HistoryCollector(SimulatedWorld world, ManagedObjectReference reference) : ManagedObject(world, reference)
{
    /// <summary>The page that a client gets without asking for a size, as in govmomi's simulator.</summary>
    internal const int DefaultPageSize = 10;

    /// <summary>The largest page, as in vCenter.</summary>
    internal const int MaxPageSize = 1000;

    /// <summary>Sets how many items the latest page has.</summary>
    internal abstract void SetPageSize(int size);

    /// <summary>Takes the collector away.</summary>
    internal abstract void Destroy();

    /// <summary>A size that a client asked for.</summary>
    /// <exception cref="VimFaultException">InvalidArgument.</exception>
    internal static int CheckedPageSize(int? asked) => asked switch
    {
        null or 0 => DefaultPageSize,
        < 0 or > MaxPageSize => throw SimulatedFault.InvalidArgument("maxCount"),
        _ => asked.Value,
    };
}

/// <summary>
/// A collector of one kind of items (API reference, HistoryCollector): reading goes on from the oldest item to the
/// newest, those added meanwhile included; the latest page shows the newest ones and changes with each that comes.
/// </summary>
internal sealed class HistoryCollector<T> : HistoryCollector
    where T : class
{
    private readonly HistoryLog<T> _log;
    private readonly HistoryQuery<T> _query;
    private readonly LinkedList<HistoryEntry<T>> _page = [];
    private int _pageSize;
    private long _next;

    internal HistoryCollector(HistoryLog<T> log, ManagedObjectReference reference, HistoryQuery<T> query, int pageSize)
        : base(log.World, reference)
    {
        _log = log;
        _query = query;
        _pageSize = pageSize;
        FillPage();
        Derive("latestPage", () => _query.Show(_page.Select(entry => entry.Item)));
        log.Attach(this);
    }

    /// <summary>
    /// The next items of the scrollable view, oldest first; none at its end. Items that the user may not see count as well
    /// and are left out afterwards: such a user can get fewer than there are, even none, before the end (govmomi #3450).
    /// </summary>
    internal IReadOnlyList<DynamicData> ReadNext(int maxCount)
    {
        if (maxCount is <= 0 or > MaxPageSize)
        {
            throw SimulatedFault.InvalidArgument("maxCount");
        }

        List<HistoryEntry<T>> read = [];
        foreach (HistoryEntry<T> entry in _log.From(_next, _query.About))
        {
            _next = entry.Sequence + 1;
            if (_query.Matches(entry))
            {
                read.Add(entry);
                if (read.Count == maxCount)
                {
                    break;
                }
            }
        }

        return _query.Show(read.Where(_query.IsVisible).Select(entry => entry.Item));
    }

    internal override void SetPageSize(int size)
    {
        _pageSize = size;
        FillPage();
        Renew("latestPage");
    }

    internal override void Destroy()
    {
        _log.Detach(this);
        World.Remove(this);
    }

    /// <summary>Takes an entry, new or changed, into the latest page.</summary>
    internal void Offer(HistoryEntry<T> entry)
    {
        if (_query.About is { } about && entry.Subject != about)
        {
            return;
        }

        LinkedListNode<HistoryEntry<T>>? shown = _page.Find(entry);
        bool matches = _query.Finds(entry);
        if (shown is not null)
        {
            if (!matches)
            {
                _page.Remove(shown);
            }

            Renew("latestPage");
        }
        else if (matches)
        {
            Insert(entry);
            Renew("latestPage");
        }
    }

    private void Insert(HistoryEntry<T> entry)
    {
        LinkedListNode<HistoryEntry<T>>? older = _page.First;
        while (older is not null && older.Value.Sequence > entry.Sequence)
        {
            older = older.Next;
        }

        if (older is null)
        {
            _page.AddLast(entry);
        }
        else
        {
            _page.AddBefore(older, entry);
        }

        if (_page.Count > _pageSize)
        {
            _page.RemoveLast();
        }
    }

    private void FillPage()
    {
        _page.Clear();
        foreach (HistoryEntry<T> entry in _log.Backwards(_query.About).Where(_query.Finds).Take(_pageSize))
        {
            _page.AddLast(entry);
        }
    }
}
