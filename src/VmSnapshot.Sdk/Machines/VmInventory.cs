using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk;

internal sealed class VmInventory(IVSphereGateway gateway) : IVmInventory
{
    public IAsyncEnumerable<VmSummary> ListAsync(string? nameContains = null, CancellationToken cancellationToken = default) =>
        gateway.ListVmsAsync(nameContains, cancellationToken);

    public async Task<VmDescription> GetAsync(VmReference vm, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(vm);
        var hits = await gateway.FindVmsAsync(vm, cancellationToken).ConfigureAwait(false);
        var distinct = hits.DistinctBy(hit => hit.MoRef).ToList();
        return distinct switch
        {
            [] => throw NotFound(vm),
            [var only] => await gateway.ReadVmAsync(only.MoRef, cancellationToken).ConfigureAwait(false) ?? throw NotFound(vm),
            _ => throw new VmSnapshotAmbiguousNameException("VM", vm.Value, [.. distinct.Select(hit => $"moref:{hit.MoRef.Value} ({hit.Path})")]),
        };
    }

    private static VmSnapshotNotFoundException NotFound(VmReference vm) => new(
        VmSnapshotErrorCodes.VmNotFound,
        $"There is no VM '{vm.Value}' in this vCenter that this account may see. Names are matched exactly; a VM can also be given by inventory path, moRef or instance UUID.");
}
