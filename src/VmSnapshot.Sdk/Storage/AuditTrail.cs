using Microsoft.Extensions.Options;

namespace VmSnapshot.Sdk.Storage;

/// <summary>Makes the entries of the audit: who, when, what.</summary>
internal sealed class AuditTrail(IOptions<VmSnapshotOptions> options, TimeProvider timeProvider)
{
    public AuditEntry Entry(string tenant, string action, string? detail = null, string? operationId = null, string? snapshotId = null)
    {
        var now = timeProvider.GetUtcNow();
        return new AuditEntry
        {
            Id = Guid.CreateVersion7(now).ToString("n"),
            Tenant = tenant,
            At = now,
            Actor = options.Value.Actor,
            Action = action,
            Detail = detail,
            OperationId = operationId,
            SnapshotId = snapshotId,
        };
    }
}
