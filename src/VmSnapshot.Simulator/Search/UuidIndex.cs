using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Search;

/// <summary>
/// VMs and hosts by their UUIDs, which aren't unique. It follows what changed since it was last asked, so that neither a
/// search nor a change walks all VMs.
/// </summary>
internal sealed class UuidIndex(SimulatedWorld world)
{
    private readonly Dictionary<(UuidKind Kind, string Uuid), SortedDictionary<long, ManagedEntity>> _byUuid = [];
    private readonly Dictionary<ManagedEntity, Entry> _entries = [];
    private long _seen = -1;
    private long _number;

    /// <summary>The entities with a UUID, those known longest first. Case doesn't matter.</summary>
    internal IReadOnlyList<ManagedEntity> Find(UuidKind kind, string uuid)
    {
        Follow();
        return _byUuid.TryGetValue((kind, Normal(uuid)), out SortedDictionary<long, ManagedEntity>? found) ? [.. found.Values] : [];
    }

    private void Follow()
    {
        if (_seen < 0 || !world.RemembersSince(_seen))
        {
            _byUuid.Clear();
            _entries.Clear();
            _number = 0;
            foreach (ManagedObject target in world.Objects)
            {
                Add(target);
            }
        }
        else
        {
            foreach (ManagedObject target in world.ChangedSince(_seen).Reverse())
            {
                if (target.IsDeleted)
                {
                    Remove(target as ManagedEntity);
                }
                else
                {
                    Add(target);
                }
            }
        }

        _seen = world.Version;
    }

    private void Add(ManagedObject target)
    {
        (UuidKind Kind, string Uuid)[] keys = [.. KeysOf(target)];
        if (target is not ManagedEntity entity || keys.Length == 0)
        {
            return;
        }

        Entry? before = _entries.GetValueOrDefault(entity);
        if (before is not null && before.Keys.SequenceEqual(keys))
        {
            return;
        }

        Remove(entity);
        var entry = new Entry(before?.Number ?? ++_number, keys);
        _entries.Add(entity, entry);
        foreach ((UuidKind Kind, string Uuid) key in keys)
        {
            if (!_byUuid.TryGetValue(key, out SortedDictionary<long, ManagedEntity>? entities))
            {
                _byUuid.Add(key, entities = []);
            }

            entities[entry.Number] = entity;
        }
    }

    private void Remove(ManagedEntity? entity)
    {
        if (entity is null || !_entries.Remove(entity, out Entry? entry))
        {
            return;
        }

        foreach ((UuidKind Kind, string Uuid) key in entry.Keys)
        {
            _byUuid[key].Remove(entry.Number);
            if (_byUuid[key].Count == 0)
            {
                _byUuid.Remove(key);
            }
        }
    }

    private static IEnumerable<(UuidKind Kind, string Uuid)> KeysOf(ManagedObject target)
    {
        switch (target)
        {
            case VirtualMachine vm when vm.Get<VirtualMachineConfigInfo>("config") is { } config:
                if (config.Uuid is { } bios)
                {
                    yield return (UuidKind.Bios, Normal(bios));
                }

                if (config.InstanceUuid is { } instance)
                {
                    yield return (UuidKind.Instance, Normal(instance));
                }

                break;
            case HostSystem host:
                yield return (UuidKind.Host, Normal(host.Uuid));
                break;
        }
    }

    private static string Normal(string uuid) => uuid.ToLowerInvariant();

    private sealed record Entry(long Number, (UuidKind Kind, string Uuid)[] Keys);
}
