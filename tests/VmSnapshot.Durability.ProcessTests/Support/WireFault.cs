using VmSnapshot.Simulator.Faults;

namespace VmSnapshot.Durability.ProcessTests;

/// <summary>What happens to one request or its answer between here and vCenter.</summary>
internal sealed record WireFault(string Name, Action<FaultTrigger> Arm)
{
    /// <summary>Longer than a client of these tests waits.</summary>
    public static TimeSpan CallTimeout { get; } = TimeSpan.FromMilliseconds(400);

    public static IReadOnlyList<WireFault> All { get; } =
    [
        new("the request is lost", trigger => trigger.DropRequest()),
        new("the reply is lost", trigger => trigger.LoseReply()),
        new("the reply is reset in the middle", trigger => trigger.ResetReply()),
        new("the reply is truncated", trigger => trigger.TruncateReply()),
        new("the reply is late", trigger => trigger.Delay(TimeSpan.FromMilliseconds(60))),
        new("it is carried out when its client has given up", trigger => trigger.ExecuteAfterTimeout()),
        new("it is carried out long after its client has given up", trigger => trigger.ExecuteAfterTimeout(TimeSpan.FromMilliseconds(300))),
        new("the session has expired", trigger => trigger.ExpireSession()),
        new("its task is forgotten", trigger => trigger.ForgetTask()),
        new("a web page answers", trigger => trigger.AnswerHtml()),
        new("nobody has time to answer", trigger => trigger.Answer(503, "text/plain", "try again later")),
    ];

    public override string ToString() => Name;
}
