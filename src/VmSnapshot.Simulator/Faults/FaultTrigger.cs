using System.Globalization;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Faults;

/// <summary>
/// Which calls a fault acts on: the first that matches, unless something else is said. The methods that name a fault
/// arm it; one trigger may arm several.
/// </summary>
public sealed class FaultTrigger
{
    private readonly FaultInjection _owner;
    private readonly Func<VimRequestType, bool> _matches;

    internal FaultTrigger(FaultInjection owner, Func<VimRequestType, bool> matches)
    {
        _owner = owner;
        _matches = matches;
    }

    internal int Skipped { get; private init; }

    internal int Step { get; private init; } = 1;

    internal int MostTimes { get; private init; } = 1;

    internal double Probability { get; private init; } = 1;

    /// <summary>From the nth matching call on; with nothing else said, on this one only.</summary>
    /// <param name="number">Counted from 1, from when the fault is armed.</param>
    public FaultTrigger Nth(int number)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        return new(_owner, _matches) { Skipped = number - 1, Step = Step, MostTimes = MostTimes, Probability = Probability };
    }

    /// <summary>On every nth matching call, without end.</summary>
    /// <param name="step">3 is the third, the sixth and so on.</param>
    public FaultTrigger Every(int step)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(step, 1);
        return new(_owner, _matches) { Skipped = step - 1, Step = step, MostTimes = int.MaxValue, Probability = Probability };
    }

    /// <summary>On so many matching calls.</summary>
    /// <param name="count">How many.</param>
    public FaultTrigger Times(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return new(_owner, _matches) { Skipped = Skipped, Step = Step, MostTimes = count, Probability = Probability };
    }

    /// <summary>On all matching calls.</summary>
    public FaultTrigger Always() => Times(int.MaxValue);

    /// <summary>On matching calls by chance, without end: which ones follows from <see cref="VCenterSimulatorOptions.FaultSeed"/>.</summary>
    /// <param name="probability">From 0, never, to 1, always.</param>
    public FaultTrigger WithProbability(double probability)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(probability, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(probability, 1);
        return new(_owner, _matches) { Skipped = Skipped, Step = Step, MostTimes = MostTimes == 1 ? int.MaxValue : MostTimes, Probability = probability };
    }

    /// <summary>The call is refused before anything happens.</summary>
    /// <param name="fault">What with: any vim25 fault.</param>
    /// <param name="message">vCenter's text. Default: one made of the fault's name.</param>
    public InjectedFault Refuse(MethodFault fault, string? message = null)
    {
        VimFaultException refusal = Exception(fault, message);
        return Add(nameof(Refuse), effects => effects.Refusal ??= refusal);
    }

    /// <summary>The task that the call starts runs its time, has no effect, and ends with a fault.</summary>
    /// <param name="fault">What with: any vim25 fault.</param>
    /// <param name="message">vCenter's text. Default: one made of the fault's name.</param>
    public InjectedFault FailTask(MethodFault fault, string? message = null)
    {
        VimFaultException failure = Exception(fault, message);
        return Add(nameof(FailTask), effects => effects.TaskFault ??= failure);
    }

    /// <summary>The task that the call starts is carried out, and the Task object is gone: ManagedObjectNotFound.</summary>
    public InjectedFault ForgetTask() => Add(nameof(ForgetTask), effects => effects.ForgetsTask = true);

    /// <summary>The session ends before the call, which finds that out.</summary>
    public InjectedFault ExpireSession() => Add(nameof(ExpireSession), effects => effects.ExpiresSession = true);

    /// <summary>The call is carried out so much later, by the simulator's clock.</summary>
    /// <param name="delay">How much.</param>
    public InjectedFault Delay(TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        return Add(nameof(Delay), effects => effects.Delay = delay < TimeSpan.MaxValue - effects.Delay ? effects.Delay + delay : TimeSpan.MaxValue);
    }

    /// <summary>The call is carried out only after its client has given up waiting, and so much later.</summary>
    /// <param name="delay">How much later, by the simulator's clock. Default: nothing.</param>
    public InjectedFault ExecuteAfterTimeout(TimeSpan delay = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        return Add(nameof(ExecuteAfterTimeout), effects => effects.WaitUntilGone(delay));
    }

    /// <summary>The connection breaks before the call is carried out. The client can't tell it from <see cref="LoseReply"/>.</summary>
    public InjectedFault DropRequest() => Reply(nameof(DropRequest), new ConnectionLost(IsExecuted: false, AfterHalf: false));

    /// <summary>The call is carried out, then the connection breaks before any of the answer went out.</summary>
    public InjectedFault LoseReply() => Reply(nameof(LoseReply), new ConnectionLost(IsExecuted: true, AfterHalf: false));

    /// <summary>The call is carried out, then the connection breaks in the middle of the answer's body.</summary>
    public InjectedFault ResetReply() => Reply(nameof(ResetReply), new ConnectionLost(IsExecuted: true, AfterHalf: true));

    /// <summary>The call is carried out, and half of the answer comes as if it were all.</summary>
    public InjectedFault TruncateReply() => Reply(nameof(TruncateReply), new Truncated());

    /// <summary>The call is carried out, and the answer comes a byte at a time.</summary>
    /// <param name="interval">The time between two bytes, by the simulator's clock.</param>
    public InjectedFault DripReply(TimeSpan interval)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        return Reply(nameof(DripReply), new Drip(interval));
    }

    /// <summary>The call is carried out, and the answer has no end.</summary>
    public InjectedFault EndlessReply() => Reply(nameof(EndlessReply), new Endless());

    /// <summary>Something else answers, and vCenter never hears of the call: a web page that says that there is no such page, with HTTP status 200.</summary>
    public InjectedFault AnswerHtml() => Answer(nameof(AnswerHtml), 200, "text/html", "<!DOCTYPE html><html><head><title>Welcome</title></head><body>Nothing here.</body></html>");

    /// <summary>Something else answers: bytes that are no XML.</summary>
    public InjectedFault AnswerGarbage() => Answer(nameof(AnswerGarbage), 200, "text/xml; charset=utf-8", "\u0001\u0002 <<< not xml");

    /// <summary>Something else answers: XML that is no SOAP.</summary>
    public InjectedFault AnswerOtherXml() => Answer(nameof(AnswerOtherXml), 200, "text/xml; charset=utf-8", "<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\"><title>news</title></feed>");

    /// <summary>Something else answers: SOAP 1.2, which vim25 doesn't speak.</summary>
    public InjectedFault AnswerOtherSoap() => Answer(nameof(AnswerOtherSoap), 200, "text/xml; charset=utf-8",
        "<?xml version=\"1.0\"?><s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body><Answer xmlns=\"urn:other\"/></s:Body></s:Envelope>");

    /// <summary>Something else answers in vCenter's place.</summary>
    /// <param name="status">The HTTP status, such as 503.</param>
    /// <param name="contentType">The content type, such as <c>text/html</c>.</param>
    /// <param name="body">The body.</param>
    public InjectedFault Answer(int status, string contentType, string body)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 200);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 599);
        ArgumentException.ThrowIfNullOrEmpty(contentType);
        ArgumentNullException.ThrowIfNull(body);
        return Answer(string.Create(CultureInfo.InvariantCulture, $"{nameof(Answer)} {status}"), status, contentType, body);
    }

    internal bool Matches(VimRequestType request) => _matches(request);

    private static VimFaultException Exception(MethodFault fault, string? message)
    {
        ArgumentNullException.ThrowIfNull(fault);
        return SimulatedFault.Of((MethodFault)fault.Copy(), message ?? $"Fault on demand: {fault.WireTypeName}");
    }

    private InjectedFault Answer(string kind, int status, string contentType, string body) => Reply(kind, new Replaced(status, contentType, body));

    private InjectedFault Reply(string kind, ReplyFault reply) => Add(kind, effects => effects.Reply ??= reply);

    private InjectedFault Add(string kind, Action<CallEffects> effect) => _owner.Add(this, kind, effect);
}
