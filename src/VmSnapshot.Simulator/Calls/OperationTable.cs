using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Calls;

/// <summary>Which code carries out which operation.</summary>
internal sealed class OperationTable
{
    private readonly Dictionary<Type, Func<SimulatedCall, VimRequestType, object?>> _handlers = [];

    /// <summary>The operations' request types that somebody carries out.</summary>
    internal IReadOnlyCollection<Type> Handled => _handlers.Keys;

    /// <summary>An operation that is carried out at once, under the world's lock.</summary>
    internal void On<TRequest>(Func<SimulatedCall, TRequest, object?> handler)
        where TRequest : VimRequestType
        => _handlers.Add(typeof(TRequest), (call, request) => handler(call, (TRequest)request));

    /// <summary>An operation without a result.</summary>
    internal void On<TRequest>(Action<SimulatedCall, TRequest> handler)
        where TRequest : VimRequestType
        => On<TRequest>((call, request) =>
        {
            handler(call, request);
            return null;
        });

    /// <summary>An operation that waits: it begins under the lock, and takes the lock again for each of its steps.</summary>
    internal void OnWaiting<TRequest>(Func<SimulatedCall, TRequest, Task<object?>> handler)
        where TRequest : VimRequestType
        => On<TRequest>((call, request) => (object?)handler(call, request));

    /// <summary>Carries an operation out: its result, or a task of it.</summary>
    /// <exception cref="VimFaultException">NotSupported, when nobody carries it out.</exception>
    internal object? Invoke(SimulatedCall call)
        => _handlers.TryGetValue(call.Request.GetType(), out Func<SimulatedCall, VimRequestType, object?>? handler)
            ? handler(call, call.Request)
            : throw SimulatedFault.NotSupported($"The simulator doesn't carry out {call.Request.Operation}.");
}
