using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Faults;

/// <summary>A fault that waits for its calls.</summary>
public sealed class InjectedFault
{
    private readonly FaultInjection _owner;
    private readonly FaultTrigger _trigger;
    private readonly Action<CallEffects> _effect;
    private readonly Random _chance;
    private int _matched;
    private volatile int _fired;

    internal InjectedFault(FaultInjection owner, FaultTrigger trigger, string kind, Action<CallEffects> effect, Random chance)
    {
        _owner = owner;
        _trigger = trigger;
        _effect = effect;
        _chance = chance;
        Kind = kind;
    }

    /// <summary>What it does: the name of the method of <see cref="FaultTrigger"/> that it was made with.</summary>
    public string Kind { get; }

    /// <summary>How many calls it acted on.</summary>
    public int FiredCount => _fired;

    /// <summary>Lets it act no more.</summary>
    public void Remove() => _owner.Remove(this);

    internal bool Fires(VimRequestType request)
    {
        if (_fired >= _trigger.MostTimes || !_trigger.Matches(request))
        {
            return false;
        }

        int index = _matched++;
        bool isDue = index >= _trigger.Skipped && (index - _trigger.Skipped) % _trigger.Step == 0;
        return isDue && (_trigger.Probability >= 1 || _chance.NextDouble() < _trigger.Probability);
    }

    internal void Apply(CallEffects effects)
    {
        _fired++;
        _effect(effects);
    }
}
