using Microsoft.EntityFrameworkCore;
using VmSnapshot.Sdk.EntityFrameworkCore.Rows;
using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Sdk.EntityFrameworkCore;

/// <summary>Reads records.</summary>
internal static class SnapshotQueries
{
    /// <summary>
    /// The records of those rows. Everything that ever changes (rows, labels, template) is one statement, so a record is never half
    /// before and half after a change; the lists, which don't change any more once they are there, follow.
    /// </summary>
    public static async Task<List<Snapshot>> ToSnapshotsAsync(
        this IQueryable<SnapshotRow> query, DbContext context, CancellationToken cancellationToken)
    {
        var rows = await query.AsNoTracking().Include(s => s.Source).Include(s => s.Template).Include(s => s.Labels).AsSingleQuery()
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        if (rows.Count == 0)
        {
            return [];
        }

        var ids = rows.ConvertAll(r => r.Id);
        var disks = await context.Set<SnapshotDiskRow>().AsNoTracking().Where(d => ids.Contains(d.SnapshotId))
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        var adapters = await context.Set<SnapshotNetworkAdapterRow>().AsNoTracking().Where(n => ids.Contains(n.SnapshotId))
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        var templateDisks = await context.Set<SnapshotTemplateDiskRow>().AsNoTracking().Where(d => ids.Contains(d.SnapshotId))
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        var disksOf = disks.ToLookup(d => d.SnapshotId);
        var adaptersOf = adapters.ToLookup(n => n.SnapshotId);
        var templateDisksOf = templateDisks.ToLookup(d => d.SnapshotId);
        return rows.ConvertAll(row => ToSnapshot(row, disksOf[row.Id], adaptersOf[row.Id], templateDisksOf[row.Id]));
    }

    public static IOrderedQueryable<SnapshotRow> NewestFirst(this IQueryable<SnapshotRow> rows) =>
        rows.OrderByDescending(s => s.CreatedAtTicks).ThenByDescending(s => s.Id);

    public static IQueryable<SnapshotRow> Matching(this IQueryable<SnapshotRow> rows, SnapshotQuery query)
    {
        rows = rows.Where(s => s.Tenant == query.Tenant);
        if (query.Status is { } wanted)
        {
            var status = StoredEnum.Write(wanted);
            rows = rows.Where(s => s.Status == status);
        }
        else
        {
            var deleted = StoredEnum.Write(SnapshotStatus.Deleted);
            var purged = StoredEnum.Write(SnapshotStatus.Purged);
            var cancelled = StoredEnum.Write(SnapshotStatus.Cancelled);
            rows = rows.Where(s => s.Status != deleted && s.Status != purged && s.Status != cancelled);
        }

        if (query.NameContains is { } part)
        {
            var folded = SnapshotMapping.Fold(part);
            rows = rows.Where(s => s.NameFolded.Contains(folded));
        }

        if (query.Family is { } family)
        {
            rows = rows.Where(s => s.Family == family);
        }

        foreach (var (key, value) in query.Labels)
        {
            rows = rows.Where(s => s.Labels.Any(l => l.Key == key && l.Value == value));
        }

        if (query.ContinuationToken is not null)
        {
            var after = SnapshotContinuationToken.Parse(query.ContinuationToken);
            var ticks = after.CreatedAt.UtcTicks;
            rows = rows.Where(s => s.CreatedAtTicks < ticks || (s.CreatedAtTicks == ticks && string.Compare(s.Id, after.Id) < 0));
        }

        return rows;
    }

    private static Snapshot ToSnapshot(
        SnapshotRow row,
        IEnumerable<SnapshotDiskRow> disks,
        IEnumerable<SnapshotNetworkAdapterRow> adapters,
        IEnumerable<SnapshotTemplateDiskRow> templateDisks)
    {
        try
        {
            return SnapshotMapping.ToSnapshot(row, disks, adapters, templateDisks);
        }
        catch (Exception e) when (SnapshotMapping.IsUnreadable(e))
        {
            throw new VmSnapshotException(
                VmSnapshotErrorCodes.StoreUnusable,
                $"The record of snapshot '{row.Name}' ({row.Id}) can't be read: {e.Message} A newer version may have written it, or somebody by hand; use that version, or correct the row.",
                e);
        }
    }
}
