using Microsoft.Extensions.Options;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Sdk.Workflow;

/// <summary>Step 1: reads the VM and settles name, kind, identity and storage of the snapshot to be.</summary>
internal sealed class ExtractVmInfo(
    IVSphereGateway gateway,
    ISnapshotStore store,
    IVmInventory inventory,
    PlacementResolver placement,
    IOptions<VmSnapshotOptions> options,
    TimeProvider timeProvider)
{
    public const string Step = nameof(ExtractVmInfo);

    public Task<VmInfo> RunAsync(CreateSnapshotRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var operationId = OperationIdentity.NewOperationId(timeProvider);
        return StepTelemetry.RunAsync(Step, operationId, timeProvider, () => ExtractAsync(request, operationId, cancellationToken));
    }

    private async Task<VmInfo> ExtractAsync(CreateSnapshotRequest request, string operationId, CancellationToken cancellationToken)
    {
        Validate(request);
        var tenant = request.Tenant ?? options.Value.Tenant;
        // The store first: a VM is not worth reading for a record that can't be written, and a clone even less.
        var storeId = await store.GetStoreIdAsync(cancellationToken).ConfigureAwait(false);
        var sameName = await store.FindByNameAsync(tenant, request.Name, cancellationToken).ConfigureAwait(false);
        if (sameName.FirstOrDefault(s => s.Status.IsLive()) is { } taken)
        {
            throw SnapshotStoreConflicts.NameTaken(taken);
        }

        var vCenter = await gateway.ConnectAsync(cancellationToken).ConfigureAwait(false);
        var machine = await inventory.GetAsync(request.Vm, cancellationToken).ConfigureAwait(false);
        if (machine.IsTemplate)
        {
            throw new VmSnapshotValidationException(
                $"Can't snapshot '{machine.Path}'", [new(nameof(request.Vm), "It is a template already; snapshots are taken of VMs.")]);
        }

        return new VmInfo
        {
            OperationId = operationId,
            VCenterInstanceUuid = vCenter.InstanceUuid,
            Machine = machine,
            Request = request,
            Tenant = tenant,
            TemplateName = OperationIdentity.TemplateName(request.Name, operationId),
            Marker = OperationIdentity.Marker(storeId, operationId, item: 1),
            Folder = await placement.FindIfNamedAsync(InventoryKind.Folder, request.Folder, machine.Datacenter, cancellationToken).ConfigureAwait(false)
                ?? machine.Folder
                ?? throw Unplaced(machine, nameof(request.Folder), "It is in a vApp, not in a VM folder; name a folder for the template."),
            ResourcePool = await placement.FindIfNamedAsync(InventoryKind.ResourcePool, request.ResourcePool, machine.Datacenter, cancellationToken).ConfigureAwait(false)
                ?? await ReadPoolAsync(machine, cancellationToken).ConfigureAwait(false),
            Datastore = await placement.FindIfNamedAsync(InventoryKind.Datastore, request.Datastore, machine.Datacenter, cancellationToken).ConfigureAwait(false),
        };
    }

    private Task<InventoryObject> ReadPoolAsync(VmDescription machine, CancellationToken cancellationToken) =>
        placement.ReadAsync(
            machine.ResourcePool is { Type: not "VirtualApp" } pool
                ? pool
                : throw Unplaced(machine, nameof(CreateSnapshotRequest.ResourcePool), "It is in no resource pool, or in a vApp, which can't hold templates; name a pool to clone it in."),
            VmSnapshotErrorCodes.ResourcePoolNotFound,
            $"This account may not see the resource pool of '{machine.Path}'; name another one.",
            cancellationToken);

    /// <summary>The rules that need nothing but the request.</summary>
    /// <exception cref="VmSnapshotValidationException">It breaks some.</exception>
    public static void Validate(CreateSnapshotRequest request)
    {
        var findings = NameRules.Check(nameof(request.Name), request.Name).ToList();
        if (request.Vm is null)
        {
            findings.Add(new(nameof(request.Vm), "Name the VM to take the snapshot of."));
        }

        if (Guid.TryParseExact(request.Name, "n", out _))
        {
            findings.Add(new(nameof(request.Name), "The name looks like a snapshot's id: 32 hexadecimal digits. Choose one that can't be taken for another snapshot's id."));
        }

        if (!Enum.IsDefined(request.Kind))
        {
            findings.Add(new(nameof(request.Kind), $"There is no such kind of snapshot: {request.Kind}."));
        }

        if (!Enum.IsDefined(request.Consistency))
        {
            findings.Add(new(nameof(request.Consistency), $"There is no such consistency: {request.Consistency}."));
        }

        if (request.Consistency == SnapshotConsistency.PoweredOff)
        {
            findings.Add(new(nameof(request.Consistency), "Powered off is what a capture finds, not what it can ask for; power the VM off first."));
        }

        if (request.Labels.Any(label => string.IsNullOrWhiteSpace(label.Key) || label.Value is null))
        {
            findings.Add(new(nameof(request.Labels), "A label needs a key and a value."));
        }

        if (request.Family is { } family && string.IsNullOrWhiteSpace(family))
        {
            findings.Add(new(nameof(request.Family), "The family's name must not be empty."));
        }

        findings.AddRange(ClientTokenRules.Check(nameof(request.ClientToken), request.ClientToken));
        if (findings.Count > 0)
        {
            throw new VmSnapshotValidationException($"Can't create snapshot '{request.Name}'", findings);
        }
    }

    private static VmSnapshotValidationException Unplaced(VmDescription machine, string property, string message) =>
        new($"Can't snapshot '{machine.Path}'", [new(property, message)]);
}
