using VmSnapshot.Simulator.Events;
using VmSnapshot.Simulator.Permissions;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Calls;

/// <summary>A login.</summary>
internal sealed class SimulatedSession
{
    internal required UserSession Info { get; init; }

    /// <summary>Who logged in, with what they may do.</summary>
    internal required SimulatedUser User { get; init; }

    internal string Key => Info.Key!;

    internal string UserName => Info.UserName!;

    /// <summary>When it was used last.</summary>
    internal DateTimeOffset LastActive { get; set; }

    /// <summary>How many objects of its own it has made; numbers them.</summary>
    internal long ObjectsMade { get; set; }

    /// <summary>How many calls it has made.</summary>
    internal long CallCount { get; set; }

    /// <summary>Long polls that are out: a session with one isn't idle.</summary>
    internal int CallsUnderWay { get; set; }

    /// <summary>What it reads history with.</summary>
    internal List<HistoryCollector> Collectors { get; } = [];

    /// <summary>Run when the session ends: filters, views and collectors die with it.</summary>
    internal List<Action> AtEnd { get; } = [];

    /// <summary>The session as it is now.</summary>
    internal UserSession Describe()
    {
        var described = (UserSession)Info.Copy();
        described.LastActiveTime = LastActive;
        described.CallCount = CallCount;
        return described;
    }
}
