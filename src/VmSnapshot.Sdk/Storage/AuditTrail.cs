using System.Globalization;
using Microsoft.Extensions.Options;

namespace VmSnapshot.Sdk.Storage;

/// <summary>Makes the entries of the audit: who, when, what.</summary>
internal sealed class AuditTrail(IOptions<VmSnapshotOptions> options, TimeProvider timeProvider)
{
    private long _latest;

    public AuditEntry Entry(string tenant, string action, string? detail = null, string? operationId = null, string? snapshotId = null)
    {
        var now = timeProvider.GetUtcNow();
        return new AuditEntry
        {
            Id = NewId(now),
            Tenant = tenant,
            At = now,
            Actor = options.Value.Actor,
            Action = action,
            Detail = detail,
            OperationId = operationId,
            SnapshotId = snapshotId,
        };
    }

    /// <summary>Sorts by time, and within this process always after the one before: many entries fall into one tick of the clock.</summary>
    private string NewId(DateTimeOffset now)
    {
        long seen, next;
        do
        {
            seen = Volatile.Read(ref _latest);
            next = Math.Max(now.UtcTicks, seen + 1);
        }
        while (Interlocked.CompareExchange(ref _latest, next, seen) != seen);
        return string.Create(CultureInfo.InvariantCulture, $"{next:x16}{Random.Shared.NextInt64():x16}");
    }
}
