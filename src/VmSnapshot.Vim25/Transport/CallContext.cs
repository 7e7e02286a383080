namespace VmSnapshot.Vim25.Transport;

/// <summary>
/// What one call tells its HTTP handler and what the handler finds out: WCF takes no token and wraps every exception,
/// so both go around it.
/// </summary>
internal sealed class CallContext(string operation, CancellationToken stop)
{
    private static readonly AsyncLocal<CallContext?> Flowing = new();

    /// <summary>The context of the call that the code runs for.</summary>
    internal static CallContext? Current
    {
        get => Flowing.Value;
        set => Flowing.Value = value;
    }

    /// <summary>What is called, for messages.</summary>
    internal string Operation => operation;

    /// <summary>Fires when the caller gives up or the time is over.</summary>
    internal CancellationToken Stop => stop;

    /// <summary>Whether a byte of the request's body may have left.</summary>
    internal bool RequestBegan { get; set; }

    /// <summary>Whether the whole answer is here: what fails after that, fails for what it says.</summary>
    internal bool AnswerArrived { get; set; }

    /// <summary>What the handler knows of the call's failure.</summary>
    internal VimTransportException? Failure { get; set; }
}
