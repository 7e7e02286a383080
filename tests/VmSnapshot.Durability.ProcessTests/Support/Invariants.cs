using System.Text.Json;
using VmSnapshot.Sdk;
using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Durability.ProcessTests;

/// <summary>
/// What has to hold once all operations have ended, whatever has happened on the way: at most one object of ours per item; an item that
/// succeeded has its object and its record, one that didn't has nothing; nobody else's object was touched; the audit tells all of it, with one end.
/// </summary>
internal sealed class Invariants(Portal portal, IReadOnlyList<WitnessedVm> before)
{
    private const string Tenant = "default";

    // In a canonical request the members stand in the order of their names.
    private static readonly JsonSerializerOptions Canonical = new(JsonSerializerDefaults.Web) { AllowOutOfOrderMetadataProperties = true };

    private readonly List<string> _violations = [];
    private readonly Dictionary<string, int> _intents = [];

    /// <summary>How often each method was announced in the journals that were looked at.</summary>
    public IReadOnlyDictionary<string, int> Intents => _intents;

    /// <summary>Has late arrivals removed first, as a host's background service does, and looks then.</summary>
    public async Task<IReadOnlyList<string>> CheckAsync(Func<Task<IReadOnlyList<WitnessedVm>>> look, CancellationToken stop)
    {
        await ReapAsync(stop);
        var vms = await look();
        var storeId = await portal.Store.GetStoreIdAsync(stop);
        var operations = await ReadAsync(stop);
        CheckForeign(vms, storeId, operations);
        var records = await ReadRecordsAsync(stop);
        foreach (var operation in operations)
        {
            var ours = vms.Where(vm => !IsForeign(vm) && vm.Marker is { } mark && mark.StoreId == storeId && mark.OperationId == operation.Id).ToList();
            foreach (var item in ours.GroupBy(vm => vm.Marker!.Item).Where(item => item.Count() > 1))
            {
                Violate(operation, $"item {item.Key} has {item.Count()} objects: {string.Join(", ", item.Select(vm => $"{vm.Name} ({vm.MoRef})"))}");
            }

            foreach (var vm in ours.Where(vm => !vm.IsMarked))
            {
                Violate(operation, $"{vm.Name} ({vm.MoRef}) bears the mark of another instance UUID");
            }

            CheckEnd(operation);
            await CheckAuditAsync(operation, stop);
            var natives = vms.SelectMany(vm => vm.NativeSnapshots).Count(name => name == $"vmsnapshot-{operation.Id}");
            if (operation.Kind == OperationKind.CreateSnapshot)
            {
                CheckSnapshot(operation, records.Where(record => record.OperationId == operation.Id).ToList(), ours, natives);
            }
            else
            {
                await CheckVmsAsync(operation, ours, natives, stop);
            }
        }

        return _violations;
    }

    private async Task ReapAsync(CancellationToken stop)
    {
        // Twice: what is reaped may have been in the way of what comes next.
        for (var round = 0; round < 2; round++)
        {
            await portal.Runner.ReapAsync(dryRun: false, stop);
        }
    }

    private async Task<IReadOnlyList<OperationRecord>> ReadAsync(CancellationToken stop)
    {
        var operations = new List<OperationRecord>();
        string? next = null;
        do
        {
            var page = await portal.Operations.ListAsync(new OperationQuery { ContinuationToken = next }, stop);
            foreach (var operation in page.Items)
            {
                operations.Add((await portal.Store.GetOperationAsync(operation.Tenant, operation.Id, stop))!);
            }

            next = page.ContinuationToken;
        }
        while (next is not null);
        return operations;
    }

    private async Task<IReadOnlyList<Snapshot>> ReadRecordsAsync(CancellationToken stop)
    {
        var records = new List<Snapshot>();
        // A listing without a status leaves some out.
        foreach (var status in Enum.GetValues<SnapshotStatus>())
        {
            await foreach (var record in portal.Snapshots.FindAsync(new SnapshotQuery { Status = status, Limit = SnapshotQuery.MaxLimit }, stop))
            {
                records.Add(record);
            }
        }

        return records;
    }

    private bool IsForeign(WitnessedVm vm) => before.Any(foreign => foreign.MoRef == vm.MoRef);

    private void CheckForeign(IReadOnlyList<WitnessedVm> vms, string storeId, IReadOnlyList<OperationRecord> operations)
    {
        foreach (var foreign in before)
        {
            switch (vms.SingleOrDefault(vm => vm.MoRef == foreign.MoRef))
            {
                case null:
                    _violations.Add($"{foreign.Name} ({foreign.MoRef}), which isn't ours, is gone");
                    break;
                case { } now when now.Text != foreign.Text:
                    _violations.Add($"{foreign.Name} ({foreign.MoRef}), which isn't ours, was changed from\n  {foreign.Text} to\n  {now.Text}");
                    break;
            }
        }

        foreach (var vm in vms.Where(vm => !IsForeign(vm)))
        {
            if (vm.Marker is not { } mark || mark.StoreId != storeId || operations.All(operation => operation.Id != mark.OperationId))
            {
                _violations.Add($"{vm.Name} ({vm.MoRef}) came from nowhere: its mark is {vm.Marker?.ToExtraConfigValue() ?? "none"}");
            }
        }
    }

    private void CheckEnd(OperationRecord operation)
    {
        if (!operation.HasEnded)
        {
            Violate(operation, $"it hasn't ended; {operation.Error?.Message}");
        }

        if (operation.HasEnded != operation.EndedAt is not null || (operation.State == OperationState.Succeeded) != operation.Error is null || operation.Owner is not null)
        {
            Violate(operation, $"it ended {operation.State} at {operation.EndedAt}, with the error '{operation.Error?.Message}' and the owner '{operation.Owner}'");
        }

        if (operation.Error is { LeavesSomethingBehind: true } left)
        {
            Violate(operation, $"it left something behind: {left.Message}");
        }
    }

    private async Task CheckAuditAsync(OperationRecord operation, CancellationToken stop)
    {
        var audit = await portal.Store.ListAuditAsync(Tenant, operation.Id, snapshotId: null, stop);
        int Count(string action) => audit.Count(entry => entry.Action == action);
        if (audit.Count == 0 || audit[0].Action != "begin" || Count("begin") != 1 || Count("end") != (operation.HasEnded ? 1 : 0))
        {
            Violate(operation, $"its audit has {Count("begin")} beginnings and {Count("end")} ends: {string.Join(", ", audit.Select(entry => entry.Action))}");
        }

        if (Count("claim") != operation.Fence)
        {
            Violate(operation, $"it was claimed {operation.Fence} times, and its audit has {Count("claim")}");
        }

        if (Count("cancel") != (operation.CancelRequested ? 1 : 0))
        {
            Violate(operation, $"cancelling was {(operation.CancelRequested ? "" : "not ")}asked for, and its audit has {Count("cancel")}");
        }

        foreach (var intent in audit.Where(entry => entry.Action == "intent"))
        {
            var method = CallOf(intent).Split(": ")[^1];
            _intents[method] = _intents.GetValueOrDefault(method) + 1;
        }

        foreach (var action in new[] { "bind", "done" })
        {
            var unannounced = audit.Index().Where(entry => entry.Item.Action == action)
                .FirstOrDefault(entry => !audit.Take(entry.Index).Any(intent => intent.Action == "intent" && CallOf(intent) == CallOf(entry.Item)));
            if (unannounced.Item is not null)
            {
                Violate(operation, $"'{action} {unannounced.Item.Detail}' has no intent before it");
            }
        }
    }

    /// <summary>The method that an entry is about, with its item where there are several: <c>item 2: CloneVM_Task</c>.</summary>
    private static string CallOf(AuditEntry entry)
    {
        var detail = entry.Detail!;
        var method = detail.StartsWith("item ", StringComparison.Ordinal) ? detail.IndexOf(": ", StringComparison.Ordinal) + 2 : 0;
        return detail[..detail.IndexOf(": ", method, StringComparison.Ordinal)];
    }

    private void CheckSnapshot(OperationRecord operation, List<Snapshot> records, List<WitnessedVm> ours, int natives)
    {
        if (records is not [var record])
        {
            Violate(operation, $"there are {records.Count} records of its snapshot");
            return;
        }

        if (operation.State == OperationState.Succeeded)
        {
            if (record.Status != SnapshotStatus.Available || ours is not [{ IsTemplate: true } template] || template.MoRef != record.Template?.MoRef.Value || record.Template.InstanceUuid is not { } uuid || Guid.Parse(uuid) != template.InstanceUuid)
            {
                Violate(operation, $"it succeeded, its record is {record.Status} with the template {record.Template?.MoRef.Value}, and there is {Say(ours)}");
            }

            var needed = record.Kind == SnapshotKind.Linked ? 1 : 0;
            if (natives != needed)
            {
                Violate(operation, $"its {record.Kind} template needs {needed} native snapshots, and there are {natives}");
            }
        }
        else
        {
            var status = operation.State == OperationState.Cancelled ? SnapshotStatus.Cancelled : SnapshotStatus.Failed;
            if (record.Status != status || record.Template is not null || ours.Count + natives > 0)
            {
                Violate(operation, $"it is {operation.State}, its record {record.Status}, and there is {Say(ours)} and {natives} native snapshots");
            }
        }
    }

    private async Task CheckVmsAsync(OperationRecord operation, List<WitnessedVm> ours, int natives, CancellationToken stop)
    {
        var request = JsonSerializer.Deserialize<CreateVmRequest>(operation.Request, Canonical)!;
        var batch = await BatchOfAsync(operation, stop);
        for (var index = 0; index < operation.Items.Count; index++)
        {
            var vm = ours.Where(vm => vm.Marker!.Item == index + 1).ToList();
            if (batch?.Items[index].Vm is not { } made)
            {
                if (vm.Count > 0)
                {
                    Violate(operation, $"item {index + 1} was not made, and there is {Say(vm)}");
                }
            }
            else if (vm is not [var there] || there.MoRef != made.MoRef.Value || there.IsTemplate || there.Name != made.Name || there.IsPoweredOn != request.PowerOn || there.Cpus != (request.Cpus ?? there.Cpus))
            {
                Violate(operation, $"item {index + 1} was made as {made.Path} ({made.MoRef.Value}), and there is {Say(vm)}");
            }
        }

        var expected = batch?.Items.Count(item => item.Vm is not null) ?? 0;
        if (ours.Count != expected || natives > 0 || (operation.State == OperationState.Cancelled && expected > 0))
        {
            Violate(operation, $"it is {operation.State} with {expected} VMs, and there is {Say(ours)}");
        }
    }

    private async Task<VmBatch?> BatchOfAsync(OperationRecord operation, CancellationToken stop)
    {
        try
        {
            return await (await portal.Operations.GetAsync<VmBatch>(operation.Id, cancellationToken: stop)).WaitForCompletionAsync(cancellationToken: stop);
        }
        catch (VmBatchFailedException e)
        {
            return e.Batch;
        }
        catch (VmSnapshotException)
        {
            return null;
        }
    }

    private static string Say(IReadOnlyCollection<WitnessedVm> vms) => vms.Count == 0
        ? "nothing of it"
        : string.Join(", ", vms.Select(vm => $"{vm.Name} ({vm.MoRef}{(vm.IsTemplate ? ", template" : "")}{(vm.IsPoweredOn ? ", on" : "")}, {vm.Cpus} CPUs)"));

    private void Violate(OperationRecord operation, string what) => _violations.Add($"{operation.Kind} {operation.Id} '{operation.ClientToken}': {what}");
}
