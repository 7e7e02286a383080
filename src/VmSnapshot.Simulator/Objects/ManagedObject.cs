using VmSnapshot.Simulator.Calls;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Objects;

/// <summary>
/// An object of the simulated vCenter with its properties by wire name. A value, once set, is never changed in place:
/// whoever changes one sets another, so that values can be handed to readers and compared later. All access happens
/// under <see cref="SimulatedWorld.Gate"/>.
/// </summary>
internal class ManagedObject(SimulatedWorld world, ManagedObjectReference reference)
{
    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);
    private Dictionary<string, ReferenceList>? _lists;
    private HashSet<ChangeSignal>? _watchers;
    private Dictionary<string, Func<object?>>? _derived;

    internal SimulatedWorld World => world;

    internal ManagedObjectReference Reference => reference;

    /// <summary>Where the object stands among all, the latest changed last; kept by the world.</summary>
    internal LinkedListNode<ManagedObject>? ChangeNode { get; set; }

    /// <summary>The world's version at the object's last change.</summary>
    internal long ChangedAt { get; set; }

    internal bool IsDeleted { get; set; }

    /// <summary>The session that the object belongs to: for all others it isn't there. Null for what everybody shares.</summary>
    internal SimulatedSession? OwnerSession { get; init; }

    /// <summary>The value of a property; null when it is unset. What is derived from other properties is overridden here.</summary>
    internal virtual object? Read(string property)
    {
        if (_lists?.GetValueOrDefault(property) is { } list)
        {
            return list.Snapshot;
        }

        if (_derived?.GetValueOrDefault(property) is { } derive)
        {
            return derive();
        }

        object? value = _values.GetValueOrDefault(property);
        if (value is Func<object?> make)
        {
            _values[property] = value = make();
            Changed(property, before: null, value);
        }

        return value;
    }

    internal T? Get<T>(string property) => (T?)Read(property);

    /// <summary>Sets a property and lets everybody who watches know.</summary>
    internal void Set(string property, object? value)
    {
        object? before = _values.GetValueOrDefault(property) is Func<object?> make ? make() : _values.GetValueOrDefault(property);
        if (!Equals(before, value))
        {
            _values[property] = value;
            Changed(property, before, value);
            Touch(property, value is ManagedObjectReference or IReadOnlyList<ManagedObjectReference>);
        }
    }

    /// <summary>Sets a property whose value is made when it is first read.</summary>
    internal void SetLazily(string property, Func<object?> make) => _values[property] = make;

    /// <summary>Makes a property of something that is kept elsewhere: its value is asked for at each reading.</summary>
    internal void Derive(string property, Func<object?> read) => (_derived ??= new(StringComparer.Ordinal))[property] = read;

    /// <summary>Lets everybody who watches know that a derived property may have another value.</summary>
    internal void Renew(string property, bool isStructure = false) => Touch(property, isStructure);

    /// <summary>Sets a data object to a changed copy of what it is.</summary>
    internal void Change<T>(string property, Action<T> change)
        where T : DynamicData, new()
    {
        T copy = Get<T>(property) is { } value ? (T)value.Copy() : new T();
        change(copy);
        Set(property, copy);
    }

    /// <summary>A property that is a list of references and changes one item at a time.</summary>
    internal ReferenceList List(string property)
    {
        _lists ??= new(StringComparer.Ordinal);
        if (!_lists.TryGetValue(property, out ReferenceList? list))
        {
            _lists.Add(property, list = new ReferenceList(() => Touch(property, isStructure: true)));
        }

        return list;
    }

    /// <summary>Called once the object has left the world.</summary>
    internal virtual void Removed()
    {
    }

    /// <summary>Called when a property got another value.</summary>
    protected virtual void Changed(string property, object? before, object? after)
    {
    }

    /// <summary>Raises the signal with the object's next change.</summary>
    internal void Watch(ChangeSignal signal) => (_watchers ??= []).Add(signal);

    internal void Unwatch(ChangeSignal signal) => _watchers?.Remove(signal);

    /// <summary>Lets those know who watch the object; called by the world.</summary>
    internal void RaiseWatchers()
    {
        if (_watchers is { Count: > 0 })
        {
            foreach (ChangeSignal signal in _watchers)
            {
                signal.Raise();
            }

            _watchers.Clear();
        }
    }

    protected void Touch(string property, bool isStructure = false) => world.Touch(this, property, isStructure);
}
