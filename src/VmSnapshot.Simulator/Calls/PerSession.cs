namespace VmSnapshot.Simulator.Calls;

/// <summary>Something that each session has one of, made when it is first needed and ended with the session.</summary>
internal sealed class PerSession<T>(Func<SimulatedSession, T> make, Action<T> end)
    where T : class
{
    private readonly Dictionary<SimulatedSession, T> _bySession = [];

    /// <summary>The session's own, made if there is none yet.</summary>
    internal T Of(SimulatedSession session)
    {
        if (!_bySession.TryGetValue(session, out T? found))
        {
            _bySession.Add(session, found = make(session));
            session.AtEnd.Add(() =>
            {
                if (_bySession.Remove(session, out T? ended))
                {
                    end(ended);
                }
            });
        }

        return found;
    }
}
