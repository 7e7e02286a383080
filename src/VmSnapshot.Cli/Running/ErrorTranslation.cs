using Microsoft.Extensions.Options;
using VmSnapshot.Cli.Output;
using VmSnapshot.Sdk;

namespace VmSnapshot.Cli.Running;

/// <summary>Makes of an exception what people and programs are told. Never a stack trace.</summary>
internal static class ErrorTranslation
{
    /// <param name="exception">What was thrown.</param>
    /// <param name="interruption">Why the command was stopped, if it was.</param>
    /// <param name="context">The command, if it had begun.</param>
    public static ErrorDocument Translate(Exception exception, string? interruption, CommandContext? context) => new(exception switch
    {
        VmSnapshotException { Code: VmSnapshotErrorCodes.Cancelled } cancelled when interruption is not null =>
            Interrupted($"{interruption}. {cancelled.Message}", cancelled.OperationId ?? context?.OperationId),
        OperationCanceledException when interruption is not null =>
            Interrupted($"{interruption}. {context?.WhenInterrupted ?? "Nothing was changed."}", context?.OperationId),
        VmSnapshotException known => Describe(known, context?.OperationId),
        OptionsValidationException invalid => new ErrorBody
        {
            Code = VmSnapshotErrorCodes.InvalidArguments,
            Message = string.Join(" ", invalid.Failures),
        },
        _ => new ErrorBody
        {
            Code = CliErrors.Unexpected,
            Message = $"Something went wrong that should not: {exception.GetType().Name}: {FirstLine(exception.Message)}",
            OperationId = context?.OperationId,
        },
    });

    public static ErrorBody Describe(VmSnapshotException exception, string? operationId = null) => new()
    {
        Code = exception.Code,
        Message = exception.Code is VmSnapshotErrorCodes.CertificateRejected or VmSnapshotErrorCodes.VCenterUnreachable
            ? SettingNames.InCliWords(exception.Message)
            : exception.Message,
        OperationId = exception.OperationId ?? operationId,
        Details = exception switch
        {
            VmSnapshotValidationException validation => new ErrorDetails { Findings = validation.Findings },
            VmSnapshotAmbiguousNameException ambiguous => new ErrorDetails { Candidates = [.. ambiguous.Candidates.Select(Reference)] },
            { Fault: { } fault } => new ErrorDetails
            {
                Fault = new FaultDetails(fault.Name, fault.Message.Length > 0 ? fault.Message : null, fault.Detail),
            },
            _ => null,
        },
    };

    /// <summary>The part of a candidate that can be given as it is; what it names in brackets is in the message.</summary>
    private static string Reference(string candidate) =>
        candidate.EndsWith(')') && candidate.IndexOf(" (", StringComparison.Ordinal) is > 0 and var end && IsReference(candidate[..end])
            ? candidate[..end]
            : candidate;

    private static bool IsReference(string text) => text.StartsWith("moref:", StringComparison.Ordinal) || Guid.TryParse(text, out _);

    private static ErrorBody Interrupted(string message, string? operationId) =>
        new() { Code = CliErrors.Interrupted, Message = message, OperationId = operationId };

    private static string FirstLine(string text) => text.Split('\n', 2)[0].TrimEnd('\r');
}
