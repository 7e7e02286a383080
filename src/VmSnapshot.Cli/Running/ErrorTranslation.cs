using Microsoft.Extensions.Options;
using VmSnapshot.Cli.Output;
using VmSnapshot.Sdk;
using VmSnapshot.Sdk.Gateway;

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
            Interrupted($"{interruption}. {context?.WhatRemains ?? context?.WhenInterrupted ?? "Nothing was changed."}", context?.OperationId),
        VmSnapshotException known => Describe(known, context),
        OptionsValidationException invalid => new ErrorBody
        {
            Code = VmSnapshotErrorCodes.InvalidArguments,
            Message = string.Join(" ", invalid.Failures),
        },
        _ => new ErrorBody
        {
            Code = CliErrors.Unexpected,
            Message = WithWhatRemains($"Something went wrong that should not: {exception.GetType().Name}: {FirstLine(exception.Message)}", context),
            OperationId = context?.OperationId,
        },
    });

    /// <summary>The error of one part of a result.</summary>
    public static ErrorBody Describe(VmSnapshotException exception) => Describe(exception, context: null);

    private static ErrorBody Describe(VmSnapshotException exception, CommandContext? context) => new()
    {
        Code = exception.Code,
        Message = WithWhatRemains(
            exception.Code is VmSnapshotErrorCodes.CertificateRejected or VmSnapshotErrorCodes.VCenterUnreachable
                ? SettingNames.InCliWords(exception.Message)
                : exception.Message,
            context),
        OperationId = exception.OperationId ?? context?.OperationId,
        Details = exception switch
        {
            VmSnapshotValidationException validation => new ErrorDetails { Findings = validation.Findings },
            VmSnapshotAmbiguousNameException ambiguous => new ErrorDetails { Candidates = [.. ambiguous.Candidates.Select(Reference)] },
            _ => Details(exception.Fault),
        },
    };

    public static ErrorDetails? Details(VCenterFault? fault) => fault is null
        ? null
        : new ErrorDetails { Fault = new FaultDetails(fault.Name, fault.Message.Length > 0 ? fault.Message : null, fault.Detail) };

    /// <summary>A text that another sentence follows. What comes from an operating system or a server may lack the full stop.</summary>
    public static string AsSentence(string text) => text.TrimEnd() is var trimmed and [.., '.' or '!' or '?' or '…'] ? trimmed : $"{text.TrimEnd()}.";

    private static string WithWhatRemains(string message, CommandContext? context) =>
        context?.WhatRemains is { } remains ? $"{AsSentence(message)} {remains}" : message;

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
