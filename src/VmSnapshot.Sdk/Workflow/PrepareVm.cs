using System.Globalization;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Sdk.Workflow;

/// <summary>Step 4: checks the request against the snapshot's record and resolves everything that it names.</summary>
internal sealed class PrepareVm(
    IVSphereGateway gateway, ISnapshotStore store, SnapshotCatalog catalog, PlacementResolver placement, OwnedVms ownedVms, TimeProvider timeProvider)
{
    public const string Step = nameof(PrepareVm);

    public Task<PreparedVms> RunAsync(CreateVmRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var operationId = OperationIdentity.NewOperationId(timeProvider);
        return StepTelemetry.RunAsync(Step, operationId, timeProvider, () => PrepareAsync(request, operationId, cancellationToken));
    }

    private async Task<PreparedVms> PrepareAsync(CreateVmRequest request, string operationId, CancellationToken cancellationToken)
    {
        // All that the request alone and the record can tell is reported at once, before vCenter is asked.
        var names = VmNames.Expand(request, out var findings);
        VmRequestRules.CheckValues(request, findings);
        var snapshot = await FindSnapshotAsync(request, findings, cancellationToken).ConfigureAwait(false);
        VmRequestRules.CheckAgainstSnapshot(request, names, snapshot, findings);
        ThrowIfAny(request, findings);

        var storeId = await store.GetStoreIdAsync(cancellationToken).ConfigureAwait(false);
        var template = await ReadTemplateAsync(snapshot, cancellationToken).ConfigureAwait(false);
        CheckAgainstTemplate(request, snapshot, template, findings);
        var addDisks = DiskSlots.Assign(request.AddedDisksBytes, template, findings);
        ThrowIfAny(request, findings);

        var datacenter = template.Datacenter;
        var folder = await placement.FindIfNamedAsync(InventoryKind.Folder, request.Folder, datacenter, cancellationToken).ConfigureAwait(false)
            ?? await DefaultFolderAsync(snapshot, cancellationToken).ConfigureAwait(false);
        var pool = await placement.FindIfNamedAsync(InventoryKind.ResourcePool, request.ResourcePool, datacenter, cancellationToken).ConfigureAwait(false)
            ?? await placement.ReadAsync(
                snapshot.Template!.ResourcePool, VmSnapshotErrorCodes.ResourcePoolNotFound,
                $"The resource pool that snapshot '{snapshot.Name}' was taken in is gone or hidden from this account; name another one.", cancellationToken).ConfigureAwait(false);
        var datastore = await placement.FindIfNamedAsync(InventoryKind.Datastore, request.Datastore, datacenter, cancellationToken).ConfigureAwait(false);
        var adapters = new List<ConnectAdapter>();
        foreach (var assignment in request.Networks)
        {
            var network = await placement.FindAsync(InventoryKind.Network, assignment.Network, datacenter, cancellationToken).ConfigureAwait(false);
            adapters.Add(new ConnectAdapter(HardwareLookup.FindAdapter(snapshot.Source.Networks, assignment.Adapter)!.Key, network));
        }

        await EnsureNamesAreFreeAsync(names, folder, storeId, cancellationToken).ConfigureAwait(false);
        var cpus = request.Cpus ?? snapshot.Source.Cpus;
        return new PreparedVms(
            snapshot.Tenant,
            [.. names.Select((name, index) => new VmPlan
            {
                OperationId = operationId,
                VCenterInstanceUuid = snapshot.VCenterInstanceUuid,
                SnapshotId = snapshot.Id,
                Template = template.MoRef,
                Name = name,
                Marker = OperationIdentity.Marker(storeId, operationId, index + 1),
                Folder = folder,
                ResourcePool = pool,
                Datastore = datastore,
                Cpus = cpus,
                CoresPerSocket = request.CoresPerSocket ?? DefaultCoresPerSocket(snapshot, cpus),
                MemoryMiB = request.MemoryMiB ?? snapshot.Source.MemoryMiB,
                GrowDisks = [.. request.Disks.Select(d => new GrowDisk(HardwareLookup.FindDisk(snapshot.Template!.Disks, d.Disk)!.Key, d.CapacityBytes))],
                AddDisks = addDisks,
                ConnectAdapters = adapters,
                Guest = request.Guest is null ? null : request.Guest with { HostName = request.Guest.HostName ?? name },
                PowerOn = request.PowerOn,
            })]);
    }

    private async Task<Snapshot> FindSnapshotAsync(CreateVmRequest request, List<ValidationFinding> findings, CancellationToken cancellationToken)
    {
        try
        {
            var snapshot = await catalog.GetAsync(request.Snapshot, request.Tenant, cancellationToken).ConfigureAwait(false);
            SnapshotCatalog.EnsureUsable(snapshot);
            return snapshot;
        }
        catch (VmSnapshotException) when (findings.Count > 0)
        {
            // Without a snapshot to check against, what is known to be wrong already is still worth more.
            ThrowIfAny(request, findings);
            throw;
        }
    }

    private async Task<VmDescription> ReadTemplateAsync(Snapshot snapshot, CancellationToken cancellationToken)
    {
        var vCenter = await gateway.ConnectAsync(cancellationToken).ConfigureAwait(false);
        if (vCenter.InstanceUuid != snapshot.VCenterInstanceUuid)
        {
            throw new VmSnapshotNotFoundException(
                VmSnapshotErrorCodes.TemplateNotFound,
                $"Snapshot '{snapshot.Name}' is in another vCenter (instance {snapshot.VCenterInstanceUuid}) than this one ({vCenter.InstanceUuid}); connect to that one.");
        }

        var template = await gateway.ReadVmAsync(snapshot.Template!.MoRef, cancellationToken).ConfigureAwait(false);
        return template switch
        {
            null => throw new VmSnapshotNotFoundException(
                VmSnapshotErrorCodes.TemplateNotFound,
                $"The template of snapshot '{snapshot.Name}', {snapshot.Template!.Path} ({snapshot.Template!.MoRef.Value}), is gone from vCenter or hidden from this account."),
            _ when !string.Equals(template.InstanceUuid, snapshot.Template!.InstanceUuid, StringComparison.OrdinalIgnoreCase) => throw new VmSnapshotConflictException(
                VmSnapshotErrorCodes.Conflict,
                $"What stands at the place of snapshot '{snapshot.Name}''s template ({snapshot.Template!.MoRef.Value}), {template.Path}, is another VM (instance UUID {template.InstanceUuid} instead of {snapshot.Template!.InstanceUuid}); no VMs are made of it."),
            { IsTemplate: false } => throw new VmSnapshotConflictException(
                VmSnapshotErrorCodes.Conflict,
                $"The template of snapshot '{snapshot.Name}', {template.Path}, was converted back to a VM and may have changed. Convert it to a template again if it hasn't."),
            _ => template,
        };
    }

    /// <summary>What the request names is in the record; whether it is still in the template, which somebody may have changed, is looked up here.</summary>
    private static void CheckAgainstTemplate(CreateVmRequest request, Snapshot snapshot, VmDescription template, List<ValidationFinding> findings)
    {
        for (var i = 0; i < request.Disks.Count; i++)
        {
            var disk = HardwareLookup.FindDisk(snapshot.Template!.Disks, request.Disks[i].Disk)!;
            if (template.Disks.All(d => d.Key != disk.Key))
            {
                findings.Add(new($"{nameof(request.Disks)}[{i}]", Missing("disk", disk.Label, disk.Key)));
            }
        }

        for (var i = 0; i < request.Networks.Count; i++)
        {
            var adapter = HardwareLookup.FindAdapter(snapshot.Source.Networks, request.Networks[i].Adapter)!;
            if (template.Networks.All(n => n.Key != adapter.Key))
            {
                findings.Add(new($"{nameof(request.Networks)}[{i}]", Missing("network adapter", adapter.Label, adapter.Key)));
            }
        }

        string Missing(string what, string label, int key) => string.Create(
            CultureInfo.InvariantCulture, $"The template {template.Path} has no {what} '{label}' ({key}) any more; it was changed since the snapshot was taken.");
    }

    private Task<InventoryObject> DefaultFolderAsync(Snapshot snapshot, CancellationToken cancellationToken) =>
        placement.ReadAsync(
            (snapshot.Source.Folder ?? snapshot.Template!.Folder).MoRef, VmSnapshotErrorCodes.FolderNotFound,
            $"The folder that snapshot '{snapshot.Name}' was taken in is gone or hidden from this account; name another one.", cancellationToken);

    private async Task EnsureNamesAreFreeAsync(IReadOnlyList<string> names, InventoryObject folder, string storeId, CancellationToken cancellationToken)
    {
        foreach (var name in names)
        {
            if (await gateway.FindVmInFolderAsync(folder.MoRef, name, cancellationToken).ConfigureAwait(false) is { } taken
                && !await IsLeftOverAsync(taken, storeId, cancellationToken).ConfigureAwait(false))
            {
                throw new VmSnapshotConflictException(
                    VmSnapshotErrorCodes.NameConflict,
                    $"There is already a VM or folder named '{name}' in {folder.Path} ({taken.Value}). Choose another name or folder.");
            }
        }
    }

    /// <summary>Whether it is what an ended operation of ours left there: the deployment removes it.</summary>
    private async Task<bool> IsLeftOverAsync(MoRef taken, string storeId, CancellationToken cancellationToken)
    {
        try
        {
            return taken.Type == "VirtualMachine"
                && await gateway.ReadVmAsync(taken, cancellationToken).ConfigureAwait(false) is { } vm
                && await ownedVms.IsLeftOverAsync(vm, storeId, cancellationToken).ConfigureAwait(false);
        }
        catch (VmSnapshotException e) when (e.Code is VmSnapshotErrorCodes.VmUnreadable or VmSnapshotErrorCodes.PrivilegeMissing)
        {
            return false;
        }
    }

    // Sockets must be whole: where the recorded cores don't divide the CPUs asked for, each CPU is its own socket.
    private static int DefaultCoresPerSocket(Snapshot snapshot, int cpus) =>
        snapshot.Source.CoresPerSocket is > 0 and var cores && cpus % cores == 0 ? cores : 1;

    private static void ThrowIfAny(CreateVmRequest request, List<ValidationFinding> findings)
    {
        if (findings.Count > 0)
        {
            throw new VmSnapshotValidationException(
                string.Create(CultureInfo.InvariantCulture, $"Can't create VM '{request.Name}' from snapshot '{request.Snapshot}'"), findings);
        }
    }
}

/// <summary>What step 4 has settled.</summary>
/// <param name="Tenant">The scope of the snapshot, and so of the operation.</param>
/// <param name="Plans">A plan for each VM, in order.</param>
internal sealed record PreparedVms(string Tenant, IReadOnlyList<VmPlan> Plans);
