using VmSnapshot.Simulator.Objects;

namespace VmSnapshot.Simulator.PropertyCollection;

/// <summary>A call that waits for updates, and what it has to be woken for.</summary>
internal sealed class UpdateWait(SimulatedWorld world, CollectorState state)
{
    private readonly List<ManagedObject> _watched = [];
    private ChangeSignal? _signal;

    internal bool IsCancelled { get; private set; }

    internal bool IsOver { get; private set; }

    /// <summary>Ends with the next change of what the collector's filters watch. It has to be called under the lock.</summary>
    internal Task NextChange()
    {
        _signal = new ChangeSignal();
        if (!state.Filters.All(filter => filter.WatchesFew))
        {
            return Task.WhenAny(_signal.Raised, world.NextChange);
        }

        _watched.AddRange(state.Filters.SelectMany(filter => filter.Watched));
        foreach (ManagedObject target in _watched)
        {
            target.Watch(_signal);
        }

        return _signal.Raised;
    }

    /// <summary>Takes back what <see cref="NextChange"/> arranged.</summary>
    internal void Relax()
    {
        if (_signal is { } signal)
        {
            _signal = null;
            foreach (ManagedObject target in _watched)
            {
                target.Unwatch(signal);
            }

            _watched.Clear();
        }
    }

    /// <summary>Lets it look again.</summary>
    internal void Wake() => _signal?.Raise();

    /// <summary>Lets it end with what there is.</summary>
    internal void Finish()
    {
        IsOver = true;
        Wake();
    }

    /// <summary>Lets it end with RequestCanceled.</summary>
    internal void Cancel()
    {
        IsCancelled = true;
        Wake();
    }
}
