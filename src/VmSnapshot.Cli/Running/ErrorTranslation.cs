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
        Message = exception.Code == VmSnapshotErrorCodes.CertificateRejected ? $"{exception.Message} (Here that is --thumbprint HEX.)" : exception.Message,
        OperationId = exception.OperationId ?? operationId,
        Details = exception switch
        {
            VmSnapshotValidationException validation => new ErrorDetails { Findings = validation.Findings },
            VmSnapshotAmbiguousNameException ambiguous => new ErrorDetails { Candidates = ambiguous.Candidates },
            { Fault: { } fault } => new ErrorDetails
            {
                Fault = new FaultDetails(fault.Name, fault.Message.Length > 0 ? fault.Message : null, fault.Detail),
            },
            _ => null,
        },
    };

    private static ErrorBody Interrupted(string message, string? operationId) =>
        new() { Code = CliErrors.Interrupted, Message = message, OperationId = operationId };

    private static string FirstLine(string text) => text.Split('\n', 2)[0].TrimEnd('\r');
}
