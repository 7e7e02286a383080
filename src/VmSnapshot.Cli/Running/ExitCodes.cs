using VmSnapshot.Sdk;

namespace VmSnapshot.Cli.Running;

/// <summary>The exit code of every error code: the one table.</summary>
internal static class ExitCodes
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Unusable = 2;
    public const int Unreachable = 3;
    public const int NotFound = 4;
    public const int Conflict = 5;
    public const int StoreUnusable = 6;
    public const int Interrupted = 130;

    public static int Of(string code) => code switch
    {
        VmSnapshotErrorCodes.InvalidArguments => Unusable,
        VmSnapshotErrorCodes.ValidationFailed => Unusable,
        VmSnapshotErrorCodes.AmbiguousName => Unusable,
        VmSnapshotErrorCodes.SecretUnavailable => Unusable,

        VmSnapshotErrorCodes.VCenterUnreachable => Unreachable,
        VmSnapshotErrorCodes.OtherVCenter => Unreachable,
        VmSnapshotErrorCodes.CertificateRejected => Unreachable,
        VmSnapshotErrorCodes.LoginRefused => Unreachable,

        VmSnapshotErrorCodes.VmNotFound => NotFound,
        VmSnapshotErrorCodes.SnapshotNotFound => NotFound,
        VmSnapshotErrorCodes.TemplateNotFound => NotFound,
        VmSnapshotErrorCodes.OperationNotFound => NotFound,
        VmSnapshotErrorCodes.NetworkNotFound => NotFound,
        VmSnapshotErrorCodes.DatastoreNotFound => NotFound,
        VmSnapshotErrorCodes.ResourcePoolNotFound => NotFound,
        VmSnapshotErrorCodes.FolderNotFound => NotFound,

        VmSnapshotErrorCodes.NameConflict => Conflict,
        VmSnapshotErrorCodes.Conflict => Conflict,
        VmSnapshotErrorCodes.TokenMismatch => Conflict,
        VmSnapshotErrorCodes.Protected => Conflict,
        VmSnapshotErrorCodes.Obsolete => Conflict,

        VmSnapshotErrorCodes.StoreUnusable => StoreUnusable,

        CliErrors.Interrupted => Interrupted,

        // vCenterFault, privilegeMissing, taskTimedOut, vmUnreadable, batchIncomplete, leaseLost, cancelled, unexpected, and codes that a newer SDK has.
        _ => Failed,
    };
}
