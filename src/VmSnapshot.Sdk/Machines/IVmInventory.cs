namespace VmSnapshot.Sdk;

/// <summary>Looks at the VMs of a vCenter; changes nothing.</summary>
public interface IVmInventory
{
    /// <summary>All VMs that are not templates.</summary>
    /// <param name="nameContains">Only those whose name contains this, whatever the case; null for all.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    IAsyncEnumerable<VmSummary> ListAsync(string? nameContains = null, CancellationToken cancellationToken = default);

    /// <summary>One VM in full: what step 1 records of it.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="VmSnapshotNotFoundException">There is no such VM.</exception>
    /// <exception cref="VmSnapshotAmbiguousNameException">There are several.</exception>
    Task<VmDescription> GetAsync(VmReference vm, CancellationToken cancellationToken = default);
}
