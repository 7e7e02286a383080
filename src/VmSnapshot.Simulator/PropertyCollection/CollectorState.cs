using System.Globalization;
using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.PropertyCollection;

/// <summary>
/// What a session has in a property collector: its filters, how far it was told of them, and its waits. Versions count up
/// from 1; those of truncated updates have a part number behind (vCenter's, as in govmomi #922 and #2727).
/// </summary>
internal sealed class CollectorState(SimulatedWorld world, ManagedObjectReference collector)
{
    private readonly List<PropertyFilter> _filters = [];
    private readonly HashSet<UpdateWait> _waits = [];
    private UpdateSeries? _series;
    private long _version;

    internal ManagedObjectReference Collector => collector;

    internal IReadOnlyList<PropertyFilter> Filters => _filters;

    internal void Add(PropertyFilter filter)
    {
        _filters.Add(filter);
        foreach (UpdateWait wait in _waits)
        {
            wait.Wake();
        }
    }

    internal void Remove(PropertyFilter filter)
    {
        _filters.Remove(filter);
        world.Remove(filter);
        filter.Reset();
    }

    /// <summary>Ends the filters and the waits.</summary>
    internal void Close()
    {
        foreach (PropertyFilter filter in _filters.ToList())
        {
            Remove(filter);
        }

        CancelWaits();
    }

    internal void CancelWaits()
    {
        foreach (UpdateWait wait in _waits)
        {
            wait.Cancel();
        }
    }

    internal void Begin(UpdateWait wait) => _waits.Add(wait);

    internal void End(UpdateWait wait) => _waits.Remove(wait);

    /// <summary>What is new after a version, cut off after so many objects; null when nothing is.</summary>
    /// <exception cref="VimFaultException">InvalidCollectorVersion.</exception>
    internal UpdateSet? After(SimulatedCall call, string version, int max)
    {
        UpdateSeries series = Continue(call, version);
        UpdateSet? page = series.After(version, max);
        Keep(series, page);
        return page;
    }

    /// <summary>What is new after a version, all of it; null when nothing is. It can't go on after a truncated one.</summary>
    /// <exception cref="VimFaultException">InvalidCollectorVersion.</exception>
    internal UpdateSet? WholeAfter(SimulatedCall call, string version)
    {
        UpdateSeries series = Continue(call, version);
        if (series.From != version)
        {
            throw SimulatedFault.InvalidCollectorVersion();
        }

        UpdateSet? whole = series.Whole();
        Keep(series, whole);
        return whole;
    }

    private UpdateSeries Continue(SimulatedCall call, string version)
    {
        if (version.Length == 0)
        {
            foreach (PropertyFilter filter in _filters)
            {
                filter.Reset();
            }

            return Calculation(call, version);
        }

        if (_series is { } series && series.CanFollow(version))
        {
            return series;
        }

        bool isCurrent = _version > 0 && version == _version.ToString(CultureInfo.InvariantCulture) && _series is not { IsComplete: false };
        return isCurrent ? Calculation(call, version) : throw SimulatedFault.InvalidCollectorVersion();
    }

    private UpdateSeries Calculation(SimulatedCall call, string version)
        => new(version, _version + 1, _filters.ToList()
            .Where(filter => !filter.IsDeleted)
            .SelectMany(filter => filter.Changes(call))
            .Where(change => !change.Filter.IsDeleted)
            .GetEnumerator());

    private void Keep(UpdateSeries series, UpdateSet? given)
    {
        if (given is null)
        {
            if (series != _series)
            {
                series.Dispose();
            }

            return;
        }

        if (series != _series)
        {
            _series?.Dispose();
            _series = series;
        }

        if (given.Truncated != true && given.Version == (_version + 1).ToString(CultureInfo.InvariantCulture))
        {
            _version++;
        }
    }
}
