using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Calls;

/// <summary>A login.</summary>
internal sealed class SimulatedSession
{
    internal required UserSession Info { get; init; }

    internal string Key => Info.Key!;

    internal string UserName => Info.UserName!;

    /// <summary>When it was used last.</summary>
    internal DateTimeOffset LastActive { get; set; }

    /// <summary>How many objects of its own it has made; numbers them.</summary>
    internal long ObjectsMade { get; set; }

    /// <summary>Run when the session ends: filters, views and collectors die with it.</summary>
    internal List<Action> AtEnd { get; } = [];
}
