using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using VmSnapshot.Sdk.EntityFrameworkCore.Rows;
using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Sdk.EntityFrameworkCore;

/// <summary>Reads the journal, and says which of its rows a change may touch: these conditions are part of the statement that changes them.</summary>
internal static class OperationQueries
{
    private static readonly string Pending = StoredEnum.Write(OperationState.Pending);
    private static readonly string Running = StoredEnum.Write(OperationState.Running);
    private static readonly string Cancelling = StoredEnum.Write(OperationState.Cancelling);

    /// <summary>An operation and its items in one statement, so it is never half before and half after a write.</summary>
    public static async Task<OperationRecord?> ToOperationAsync(this IQueryable<OperationRow> query, CancellationToken cancellationToken)
    {
        var row = await query.AsNoTracking().Include(o => o.Items).AsSingleQuery().SingleOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        return row is null ? null : ToRecord(row);
    }

    public static OperationRecord ToRecord(OperationRow row)
    {
        try
        {
            return OperationMapping.ToRecord(row);
        }
        catch (Exception e) when (SnapshotMapping.IsUnreadable(e))
        {
            throw new VmSnapshotException(
                VmSnapshotErrorCodes.StoreUnusable,
                $"The record of operation {row.Id} can't be read: {e.Message} A newer version may have written it, or somebody by hand; use that version, or correct the row.",
                e);
        }
    }

    public static IQueryable<OperationRow> Matching(this IQueryable<OperationRow> rows, OperationQuery query)
    {
        rows = rows.Where(o => o.Tenant == query.Tenant);
        if (query.State is { } wanted)
        {
            var state = StoredEnum.Write(wanted);
            rows = rows.Where(o => o.State == state);
        }

        if (query.ContinuationToken is not null)
        {
            var after = SnapshotContinuationToken.Parse(query.ContinuationToken).Id;
            rows = rows.Where(o => string.Compare(o.Id, after) < 0);
        }

        return rows;
    }

    public static IQueryable<OperationRow> NotEnded(this IQueryable<OperationRow> rows) =>
        rows.Where(o => o.State == Pending || o.State == Running || o.State == Cancelling);

    public static IQueryable<OperationRow> Ended(this IQueryable<OperationRow> rows) =>
        rows.Where(o => o.State != Pending && o.State != Running && o.State != Cancelling);

    /// <summary>Nobody holds it, or its holder's time is over, and there is, or may be, something left to do.</summary>
    public static IQueryable<OperationRow> Claimable(this IQueryable<OperationRow> rows, long nowTicks) => rows.Where(o =>
        (o.Owner == null || o.LeasedUntilTicks == null || o.LeasedUntilTicks < nowTicks)
        && (o.State == Pending || o.State == Running || o.State == Cancelling || o.WatchedUntilTicks != null));

    /// <summary>The lease is still the writer's.</summary>
    public static IQueryable<OperationRow> HeldBy(this IQueryable<OperationRow> rows, OperationWrite write) =>
        rows.Where(o => o.Id == write.OperationId && o.Fence == write.Fence && o.Owner != null);

    public static void Claim(this UpdateSettersBuilder<OperationRow> set, string owner, long untilTicks) => set
        .SetProperty(o => o.State, o => o.State == Pending ? Running : o.State)
        .SetProperty(o => o.Error, o => o.State == Pending || o.State == Running || o.State == Cancelling ? null : o.Error)
        .SetProperty(o => o.Owner, owner)
        .SetProperty(o => o.LeasedUntilTicks, (long?)untilTicks)
        .SetProperty(o => o.Fence, o => o.Fence + 1);

    public static void RequestCancel(this UpdateSettersBuilder<OperationRow> set) => set
        .SetProperty(o => o.CancelRequested, true)
        .SetProperty(o => o.State, Cancelling);

    public static void Write(this UpdateSettersBuilder<OperationRow> set, OperationWrite write, long nowTicks)
    {
        // A write that touches only an item or the snapshot changes the row too, and so waits for its turn as every other.
        set.SetProperty(o => o.Fence, write.Fence);
        if (write.State is { } state)
        {
            set.SetProperty(o => o.State, StoredEnum.Write(state));
        }

        if (write.Step is { } step)
        {
            set.SetProperty(o => o.Step, step);
        }

        if (write.PercentComplete is { } percent)
        {
            set.SetProperty(o => o.PercentComplete, percent);
        }

        if (write.Error is { } error)
        {
            set.SetProperty(o => o.Error, OperationMapping.ToJson(error));
        }

        if (write.StopWatching)
        {
            set.SetProperty(o => o.WatchedUntilTicks, (long?)null);
        }
        else if (write.WatchedUntil is { } watched)
        {
            set.SetProperty(o => o.WatchedUntilTicks, (long?)watched.UtcTicks);
        }

        if (write.EndedAt is { } ended)
        {
            set.SetProperty(o => o.EndedAtTicks, (long?)ended.UtcTicks).SetProperty(o => o.Owner, (string?)null).SetProperty(o => o.LeasedUntilTicks, (long?)null);
        }
        else if (write.ReleaseFor is { } pause)
        {
            set.SetProperty(o => o.Owner, (string?)null).SetProperty(o => o.LeasedUntilTicks, (long?)(nowTicks + pause.Ticks));
        }
        else if (write.ExtendLease is { } lease)
        {
            set.SetProperty(o => o.LeasedUntilTicks, (long?)(nowTicks + lease.Ticks));
        }
    }
}
