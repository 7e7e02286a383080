using VmSnapshot.Simulator.Faults;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Calls;

/// <summary>One call under way.</summary>
internal sealed class SimulatedCall
{
    private static readonly AsyncLocal<SimulatedCall?> Ambient = new();

    /// <summary>The call that the code running now belongs to, long polls included; null in what happens later by itself.</summary>
    internal static SimulatedCall? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    internal required VimRequestType Request { get; init; }

    internal required ClientConnection Connection { get; init; }

    /// <summary>The version of the API that the client speaks.</summary>
    internal required string ApiVersion { get; init; }

    /// <summary>Fires when the client has gone.</summary>
    internal CancellationToken Gone { get; init; }

    /// <summary>Its place among all calls, from 1.</summary>
    internal long Number { get; set; }

    /// <summary>What is noted of it, unless nothing is.</summary>
    internal RecordedCall? Record { get; set; }

    /// <summary>What the task that it starts ends with, whatever it does; null for what it ends with by itself.</summary>
    internal VimFaultException? TaskFault { get; set; }

    /// <summary>What the door does in place of handing over the answer; null to hand it over.</summary>
    internal ReplyFault? Reply { get; set; }

    /// <summary>The session; null in the few operations that need none.</summary>
    internal SimulatedSession? Session { get; set; }

    /// <summary>The chain of the events that the call has posted, until it starts a task that takes the chain over; 0 without one.</summary>
    internal int EventChainId { get; set; }

    /// <summary>The session, in operations that can't be called without one.</summary>
    internal SimulatedSession User => Session ?? throw new InvalidOperationException($"{Request.Operation} was let through without a session.");
}
