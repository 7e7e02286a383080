using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Sdk.Conformance;

/// <summary>Changes of the catalog in tests that aren't about the audit.</summary>
internal static class AuditedStoreExtensions
{
    public static Task<Snapshot> AddAsync(this ISnapshotStore store, Snapshot snapshot, CancellationToken cancellationToken) =>
        store.AddAsync(snapshot, SampleOperation.Audit("add", snapshotId: snapshot.Id, tenant: snapshot.Tenant), cancellationToken);

    public static Task<Snapshot> UpdateAsync(this ISnapshotStore store, Snapshot snapshot, CancellationToken cancellationToken) =>
        store.UpdateAsync(snapshot, SampleOperation.Audit("update", snapshotId: snapshot.Id, tenant: snapshot.Tenant), cancellationToken);
}
