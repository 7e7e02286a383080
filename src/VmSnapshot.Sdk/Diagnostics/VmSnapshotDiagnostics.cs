using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Sdk;

internal sealed class VmSnapshotDiagnostics(IVSphereGateway gateway, ISnapshotStore store) : IVmSnapshotDiagnostics
{
    private const string Skipped = "not checked: there is no session";

    public async Task<IReadOnlyList<DiagnosticCheck>> RunAsync(CancellationToken cancellationToken = default)
    {
        var checks = new List<DiagnosticCheck>();
        checks.AddRange(await CheckVCenterAsync(cancellationToken).ConfigureAwait(false));
        checks.Add(await CheckStoreAsync(cancellationToken).ConfigureAwait(false));
        return checks;
    }

    private async Task<IReadOnlyList<DiagnosticCheck>> CheckVCenterAsync(CancellationToken cancellationToken)
    {
        try
        {
            var vCenter = await gateway.ConnectAsync(cancellationToken).ConfigureAwait(false);
            return
            [
                new("connection", true, $"{vCenter.FullName}, API {vCenter.ApiVersion}"),
                new("certificate", true, vCenter.ServerIdentity),
                new("session", true, $"logged in as {vCenter.UserName}"),
                await CheckPrivilegesAsync(cancellationToken).ConfigureAwait(false),
            ];
        }
        catch (VmSnapshotException e)
        {
            return e.Code switch
            {
                VmSnapshotErrorCodes.CertificateRejected =>
                [
                    new("connection", true, "the server answers"),
                    new("certificate", false, e.Message, "Pin the certificate's SHA-256 thumbprint after comparing it with the server's own, or have the machine trust its issuer.", e.Code),
                    new("session", false, Skipped),
                    new("privileges", false, Skipped),
                ],
                VmSnapshotErrorCodes.LoginRefused or VmSnapshotErrorCodes.PrivilegeMissing =>
                [
                    new("connection", true, "the server answers"),
                    new("certificate", true, "accepted"),
                    new("session", false, e.Message, "Check user name and password.", e.Code),
                    new("privileges", false, Skipped),
                ],
                _ =>
                [
                    new("connection", false, e.Message, "Check address and port, and that this machine may reach it.", e.Code),
                    new("certificate", false, "not checked: there is no connection"),
                    new("session", false, Skipped),
                    new("privileges", false, Skipped),
                ],
            };
        }
    }

    private async Task<DiagnosticCheck> CheckPrivilegesAsync(CancellationToken cancellationToken)
    {
        const string Name = "privileges";
        try
        {
            var missing = await gateway.FindMissingPrivilegesAsync(RequiredPrivileges.All, cancellationToken).ConfigureAwait(false);
            return missing switch
            {
                null => new(Name, true, "this server can't tell which privileges an account has"),
                { Count: 0 } => new(Name, true, "all that the six steps need, on the whole inventory"),
                _ => new(
                    Name, false, $"missing on the inventory's root: {string.Join(", ", missing)}",
                    "Give the account a role with these; where it has them only on the folders, pools and datastores that it uses, that is enough.",
                    VmSnapshotErrorCodes.PrivilegeMissing),
            };
        }
        catch (VmSnapshotException e)
        {
            return new(Name, false, e.Message, "Ask an administrator of the vCenter.", e.Code);
        }
    }

    private async Task<DiagnosticCheck> CheckStoreAsync(CancellationToken cancellationToken)
    {
        try
        {
            var id = await store.GetStoreIdAsync(cancellationToken).ConfigureAwait(false);
            return new("store", true, $"snapshot database {id}");
        }
        catch (VmSnapshotException e)
        {
            return new("store", false, e.Message, "Check the database's path or connection string and that this account may write to it.", e.Code);
        }
    }
}
