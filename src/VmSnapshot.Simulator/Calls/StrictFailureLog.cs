using System.Collections.Concurrent;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;
using VmSnapshot.Vim25.Server;

namespace VmSnapshot.Simulator.Calls;

/// <summary>What strict reading found, so that a test can say that there was nothing.</summary>
internal sealed class StrictFailureLog
{
    private const int MostKept = 10_000;
    private readonly ConcurrentQueue<StrictReadingFailure> _failures = [];

    internal IReadOnlyList<StrictReadingFailure> All => [.. _failures];

    internal void Clear() => _failures.Clear();

    internal void Add(IEnumerable<StrictReadingFailure> failures)
    {
        foreach (StrictReadingFailure failure in failures)
        {
            if (_failures.Count < MostKept)
            {
                _failures.Enqueue(failure);
            }
        }
    }

    /// <summary>Refuses a request that departs from its schema, as vCenter's parser does.</summary>
    /// <exception cref="VimFaultException">InvalidRequest.</exception>
    internal void Admit(VimServerRequest request)
    {
        if (request.Failures is [var first, ..])
        {
            Add(request.Failures);
            throw SimulatedFault.InvalidRequest(first.ToString());
        }
    }
}
