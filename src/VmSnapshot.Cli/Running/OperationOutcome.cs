using VmSnapshot.Sdk;

namespace VmSnapshot.Cli.Running;

/// <summary>The exit code of a command that reports on an operation.</summary>
internal static class OperationOutcome
{
    public static int ExitCode(OperationInfo operation) => operation.State == OperationState.Succeeded
        ? ExitCodes.Done
        : operation.Error is { } error ? ExitCodes.Of(error.Code) : ExitCodes.Failed;
}
