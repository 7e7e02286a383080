using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Sessions;

/// <summary>The sessions that are open.</summary>
internal sealed class SessionTable(SimulatedWorld world, VCenterSimulatorOptions options)
{
    private readonly Dictionary<string, SimulatedSession> _byKey = new(StringComparer.Ordinal);

    internal IReadOnlyCollection<SimulatedSession> Open => _byKey.Values;

    /// <summary>The live session of a connection; using it keeps it alive.</summary>
    internal SimulatedSession? Find(ClientConnection connection)
    {
        if (connection.SessionKey is not { } key || !_byKey.TryGetValue(key, out SimulatedSession? session))
        {
            return null;
        }

        if (world.Now - session.LastActive > options.SessionIdleTimeout)
        {
            End(session);
            return null;
        }

        session.LastActive = world.Now;
        return session;
    }

    internal SimulatedSession Begin(ClientConnection connection, string userName)
    {
        var session = new SimulatedSession
        {
            Info = new UserSession
            {
                Key = Guid.NewGuid().ToString(),
                UserName = userName,
                FullName = userName,
                LoginTime = world.Now,
                LastActiveTime = world.Now,
                Locale = "en",
                MessageLocale = "en",
                IpAddress = connection.IpAddress,
                UserAgent = connection.UserAgent,
            },
            LastActive = world.Now,
        };
        _byKey.Add(session.Key, session);
        connection.SessionKey = session.Key;
        return session;
    }

    internal void End(SimulatedSession session)
    {
        if (_byKey.Remove(session.Key))
        {
            foreach (Action action in session.AtEnd)
            {
                action();
            }
        }
    }
}
