using Microsoft.Extensions.Options;
using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Sdk.Workflow;

/// <summary>Finds a snapshot's record by what people call it.</summary>
internal sealed class SnapshotCatalog(ISnapshotStore store, IOptions<VmSnapshotOptions> options)
{
    /// <summary>The one record with that id or name; a live one's name before deleted ones'.</summary>
    public async Task<Snapshot> GetAsync(string idOrName, string? tenant, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(idOrName))
        {
            throw new VmSnapshotException(VmSnapshotErrorCodes.InvalidArguments, "A snapshot is named by its name or id; this is empty.");
        }

        var scope = tenant ?? options.Value.Tenant;
        var byId = await store.GetAsync(scope, idOrName, cancellationToken).ConfigureAwait(false);
        var named = await store.FindByNameAsync(scope, idOrName, cancellationToken).ConfigureAwait(false);
        var live = named.Where(s => s.Status.IsLive()).ToList();
        var hits = (live.Count > 0 ? live : named).Prepend(byId).OfType<Snapshot>().DistinctBy(s => s.Id).ToList();
        return hits switch
        {
            [var only] => only,
            [] => throw new VmSnapshotNotFoundException(
                VmSnapshotErrorCodes.SnapshotNotFound, $"There is no snapshot '{idOrName}' (tenant '{scope}'). Names are matched exactly; a snapshot can also be given by its id."),
            _ => throw new VmSnapshotAmbiguousNameException("Snapshot", idOrName, [.. hits.Select(s => $"{s.Id} ('{s.Name}', {s.Status})")]),
        };
    }

    /// <summary>Throws unless VMs may be made from it.</summary>
    public static void EnsureUsable(Snapshot snapshot)
    {
        if (snapshot.Status != SnapshotStatus.Available)
        {
            var advice = snapshot.Status == SnapshotStatus.Deleted && !SnapshotDeletion.IsBeingPurged(snapshot) ? " Restore it first."
                : snapshot.Status == SnapshotStatus.Creating ? $" Wait for operation {snapshot.OperationId}." : string.Empty;
            throw new VmSnapshotConflictException(
                VmSnapshotErrorCodes.Conflict,
                $"Snapshot '{snapshot.Name}' ({snapshot.Id}) is {snapshot.Status}; VMs are made from available ones.{advice}");
        }

        if (snapshot.Availability == SnapshotAvailability.Obsolete)
        {
            throw new VmSnapshotConflictException(
                VmSnapshotErrorCodes.Obsolete, $"Snapshot '{snapshot.Name}' ({snapshot.Id}) is obsolete: no new VMs are made from it. Use a newer one, or make it active again.");
        }
    }
}
