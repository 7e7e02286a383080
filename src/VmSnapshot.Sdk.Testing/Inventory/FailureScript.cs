using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.Testing.Inventory;

/// <summary>The failures that a test has asked for, each to happen once.</summary>
internal sealed class FailureScript
{
    private readonly List<Entry> _entries = [];

    public enum Kind
    {
        /// <summary>The call is refused and does nothing.</summary>
        Call,

        /// <summary>The call starts a task that fails.</summary>
        Task,

        /// <summary>The call does its work, and its answer never arrives.</summary>
        Reply,
    }

    public void Add(string operation, Kind kind, VCenterFault? fault, int afterCalls) =>
        _entries.Add(new Entry(operation, kind, fault) { CallsToPass = afterCalls });

    /// <summary>The failure due at this call, if one is.</summary>
    public (Kind Kind, VCenterFault? Fault)? Take(string operation)
    {
        Entry? due = null;
        foreach (var entry in _entries.Where(e => e.Operation == operation))
        {
            if (entry.CallsToPass-- <= 0)
            {
                due ??= entry;
            }
        }

        if (due is null)
        {
            return null;
        }

        _entries.Remove(due);
        return (due.Kind, due.Fault);
    }

    private sealed record Entry(string Operation, Kind Kind, VCenterFault? Fault)
    {
        public int CallsToPass { get; set; }
    }
}
