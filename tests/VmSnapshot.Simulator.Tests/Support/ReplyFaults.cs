using System.Globalization;
using VmSnapshot.Simulator.Faults;

namespace VmSnapshot.Simulator.Tests.Support;

/// <summary>Faults of an answer by name or HTTP status.</summary>
internal static class ReplyFaults
{
    internal static void Arm(FaultTrigger trigger, string what)
    {
        _ = what switch
        {
            nameof(FaultTrigger.DropRequest) => trigger.DropRequest(),
            nameof(FaultTrigger.LoseReply) => trigger.LoseReply(),
            nameof(FaultTrigger.ResetReply) => trigger.ResetReply(),
            nameof(FaultTrigger.TruncateReply) => trigger.TruncateReply(),
            nameof(FaultTrigger.EndlessReply) => trigger.EndlessReply(),
            nameof(FaultTrigger.AnswerHtml) => trigger.AnswerHtml(),
            nameof(FaultTrigger.AnswerGarbage) => trigger.AnswerGarbage(),
            nameof(FaultTrigger.AnswerOtherXml) => trigger.AnswerOtherXml(),
            nameof(FaultTrigger.AnswerOtherSoap) => trigger.AnswerOtherSoap(),
            _ => trigger.Answer(int.Parse(what, CultureInfo.InvariantCulture), "text/plain", "no"),
        };
    }
}
