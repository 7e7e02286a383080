using VmSnapshot.Cli.Options;
using VmSnapshot.Sdk;

namespace VmSnapshot.Cli.Running;

/// <summary>What to do about a check that failed, in the options and variables of the tool.</summary>
internal static class DoctorAdvice
{
    private const string Store = "store";

    /// <param name="check">What was found.</param>
    /// <param name="settings">The global options.</param>
    /// <param name="store">Where the records are.</param>
    public static DiagnosticCheck For(DiagnosticCheck check, CliSettings settings, string store) => check switch
    {
        { Name: Store, Ok: true } => check with { Detail = $"{check.Detail} in {store}" },
        { ErrorCode: null } => check,
        { Name: Store } => check with { Detail = $"{store}: {check.Detail}", Remedy = Remedy(check, settings) },
        _ => check with { Detail = SettingNames.InCliWords(check.Detail), Remedy = Remedy(check, settings) },
    };

    private static string? Remedy(DiagnosticCheck check, CliSettings settings) => check switch
    {
        { ErrorCode: VmSnapshotErrorCodes.CertificateRejected } => CertificateRemedy(check.Detail, settings.Thumbprint),
        { ErrorCode: VmSnapshotErrorCodes.LoginRefused } => "Check user name and password: --username or VMSNAPSHOT_USERNAME, and VMSNAPSHOT_PASSWORD.",
        { ErrorCode: VmSnapshotErrorCodes.VCenterUnreachable } =>
            $"Check address and port ({settings.VCenterFrom}), and that this machine may reach them.",
        { Name: Store, ErrorCode: VmSnapshotErrorCodes.StoreUnusable } =>
            "Put that right, or name another database with --store or VMSNAPSHOT_STORE: sqlite:PATH or postgresql:CONNECTION STRING.",
        _ => check.Remedy,
    };

    // The detail holds the thumbprint that the server presented, unless there was no certificate at all; and the pinned one where they differ.
    private static string CertificateRemedy(string detail, string? pinned) => pinned is not null && detail.Contains(pinned, StringComparison.OrdinalIgnoreCase)
        ? "Another certificate is there than the pinned one. Ask whoever runs the server: if it was renewed, give the new thumbprint with --thumbprint"
            + " or VMSNAPSHOT_THUMBPRINT; if not, don't log in, as another machine may be answering in its place."
        : detail.Contains("thumbprint", StringComparison.Ordinal)
            ? "Have this machine trust the issuer; or compare the thumbprint with the server's own and pin it with --thumbprint HEX or VMSNAPSHOT_THUMBPRINT."
            : "Check that a vCenter answers with TLS at this address and port (--vcenter or VMSNAPSHOT_VCENTER).";
}
