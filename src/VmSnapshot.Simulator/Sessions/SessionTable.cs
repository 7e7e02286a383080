using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Events;
using VmSnapshot.Simulator.Permissions;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Sessions;

/// <summary>
/// The sessions that are open. One ends when it was idle for too long by the world's clock; a long poll that is out keeps
/// its session alive: the API reference doesn't say so, but clients wait for hours in one call. What is idle is found out
/// when somebody looks: nobody can see a session without looking.
/// </summary>
internal sealed class SessionTable(VCenter vCenter)
{
    private readonly Dictionary<string, SimulatedSession> _byKey = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SimulatedSession> _cloneTickets = new(StringComparer.Ordinal);

    /// <summary>The sessions that are open now.</summary>
    internal IReadOnlyCollection<SimulatedSession> Open
    {
        get
        {
            foreach (SimulatedSession idle in _byKey.Values.Where(IsIdle).ToList())
            {
                End(idle);
            }

            return _byKey.Values;
        }
    }

    /// <summary>The live session of a connection; using it keeps it alive.</summary>
    internal SimulatedSession? Find(ClientConnection connection)
    {
        if (FindByKey(connection.SessionKey) is not { } session)
        {
            return null;
        }

        session.LastActive = vCenter.World.Now;
        session.CallCount++;
        return session;
    }

    /// <summary>A live session by its key; looking for it doesn't count as using it.</summary>
    internal SimulatedSession? FindByKey(string? key)
    {
        if (key is null || !_byKey.TryGetValue(key, out SimulatedSession? session))
        {
            return null;
        }

        if (!IsIdle(session))
        {
            return session;
        }

        End(session);
        return null;
    }

    /// <summary>Opens a session for a connection.</summary>
    /// <exception cref="VimTransportException">There are too many: vCenter answers with HTTP 503.</exception>
    internal SimulatedSession Begin(ClientConnection connection, SimulatedUser user, string locale)
    {
        if (_byKey.Count >= vCenter.Options.MaxSessions && Open.Count >= vCenter.Options.MaxSessions)
        {
            throw new VimTransportException(VimTransportError.ServerBusy, "The server has reached its maximum of sessions.", mayHaveBeenExecuted: false);
        }

        var session = new SimulatedSession
        {
            User = user,
            Info = new UserSession
            {
                // The key is the secret that the client shows from now on: nobody may guess it from the simulator's seed.
                Key = Guid.NewGuid().ToString(),
                UserName = user.Name,
                FullName = user.Name,
                LoginTime = vCenter.World.Now,
                LastActiveTime = vCenter.World.Now,
                Locale = locale,
                MessageLocale = Locales.MessageLocaleOf(locale),
                IpAddress = connection.IpAddress,
                UserAgent = connection.UserAgent,
            },
            LastActive = vCenter.World.Now,
        };
        _byKey.Add(session.Key, session);
        connection.SessionKey = session.Key;
        vCenter.Events.Post(new UserLoginSessionEvent
        {
            UserName = user.Name,
            IpAddress = connection.IpAddress,
            UserAgent = connection.UserAgent,
            Locale = locale,
            SessionId = session.Key,
        });
        return session;
    }

    internal void End(SimulatedSession session)
    {
        if (!_byKey.Remove(session.Key))
        {
            return;
        }

        foreach (string ticket in _cloneTickets.Where(entry => entry.Value == session).Select(entry => entry.Key).ToList())
        {
            _cloneTickets.Remove(ticket);
        }

        foreach (HistoryCollector collector in session.Collectors)
        {
            collector.Destroy();
        }

        foreach (Action action in session.AtEnd.ToList())
        {
            action();
        }

        session.AtEnd.Clear();
        vCenter.Events.Post(new UserLogoutSessionEvent
        {
            UserName = session.UserName,
            IpAddress = session.Info.IpAddress,
            UserAgent = session.Info.UserAgent,
            CallCount = session.CallCount,
            SessionId = session.Key,
            LoginTime = session.Info.LoginTime,
        });
    }

    /// <summary>Ends every session, as if all had been idle for too long: for tests.</summary>
    internal void ExpireAll()
    {
        foreach (SimulatedSession session in _byKey.Values.ToList())
        {
            End(session);
        }
    }

    /// <summary>A ticket that opens one more session of the same user, once, as long as this one lives.</summary>
    internal string IssueCloneTicket(SimulatedSession session)
    {
        string ticket = $"cst-VCT-{Guid.NewGuid()}";
        _cloneTickets.Add(ticket, session);
        return ticket;
    }

    /// <summary>The session that a ticket was issued to, or null; the ticket is used up.</summary>
    internal SimulatedSession? UseCloneTicket(string? ticket)
        => ticket is not null && _cloneTickets.Remove(ticket, out SimulatedSession? session) ? FindByKey(session.Key) : null;

    private bool IsIdle(SimulatedSession session)
        => session.CallsUnderWay == 0 && vCenter.World.Now - session.LastActive > vCenter.Options.SessionIdleTimeout;
}
