using VmSnapshot.Sdk;

namespace VmSnapshot.Cli;

/// <summary>The errors that the tool itself finds, and its own codes beside the SDK's.</summary>
internal static class CliErrors
{
    /// <summary>A signal or <c>--timeout</c> ended the command before its operation.</summary>
    public const string Interrupted = "interrupted";

    /// <summary>A fault in the tool.</summary>
    public const string Unexpected = "unexpected";

    public static VmSnapshotException Usage(string message) => new(VmSnapshotErrorCodes.InvalidArguments, message);

    public static VmSnapshotException StoreUnusable(string message) => new(VmSnapshotErrorCodes.StoreUnusable, message);
}
