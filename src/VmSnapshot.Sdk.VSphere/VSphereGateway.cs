using Microsoft.Extensions.Options;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.VSphere.Sessions;

namespace VmSnapshot.Sdk.VSphere;

/// <summary>The port to vCenter over its SOAP API. Its parts: looking things up, single VMs, mutations, tasks.</summary>
internal sealed partial class VSphereGateway(SessionHolder sessions, IOptions<VSphereOptions> options) : IVSphereGateway
{
    public async Task<VCenterInfo> ConnectAsync(CancellationToken cancellationToken = default) =>
        (await sessions.GetAsync(cancellationToken).ConfigureAwait(false)).Info;

    public Task<IReadOnlyList<string>?> FindMissingPrivilegesAsync(
        IReadOnlyCollection<string> privileges, CancellationToken cancellationToken = default) =>
        sessions.ReadAsync<IReadOnlyList<string>?>(
            "check the privileges of this account",
            async session =>
            {
                var granted = await session.Client.HasPrivilegeOnEntitiesAsync(
                    session.AuthorizationManager, [session.RootFolder], session.Key, [.. privileges], cancellationToken).ConfigureAwait(false);
                var answers = granted.SelectMany(entity => entity.PrivAvailability ?? []).ToList();
                return answers.Count == 0 ? null : [.. answers.Where(answer => !answer.IsGranted).Select(answer => answer.PrivId!)];
            },
            cancellationToken);
}
