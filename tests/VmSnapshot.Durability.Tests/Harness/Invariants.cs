using System.Globalization;
using VmSnapshot.Sdk;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.Storage;
using VmSnapshot.Simulator;
using VmSnapshot.Simulator.Calls;
using VmSnapshot.Vim25;

namespace VmSnapshot.Durability.Tests.Harness;

/// <summary>What has to be so when everything has ended, whatever went wrong on the way.</summary>
internal static class Invariants
{
    private static readonly string[] Mutations =
    [
        "CloneVM_Task", "MarkAsTemplate", "ReconfigVM_Task", "CustomizeVM_Task", "PowerOnVM_Task", "PowerOffVM_Task", "Destroy_Task", "CreateSnapshot_Task",
        "RemoveSnapshot_Task",
    ];

    /// <summary>What is wrong; empty when all is well.</summary>
    public static async Task<IReadOnlyList<string>> CheckAsync(World world)
    {
        var found = new List<string>();
        var operation = await world.FindOperationAsync();
        var machines = world.Simulator.Inventory.VirtualMachines;
        CheckForeign(world, operation, machines, found);
        if (operation is null)
        {
            Expect(found, machines.Count == world.Before.Count, "there is no operation, but something was made");
            return found;
        }

        Expect(found, operation.HasEnded, $"the operation has not ended: it is {operation.State}, {operation.Error?.Message}");
        CheckOutcome(world, operation, found);
        var made = await MadeAsync(world, operation, found);
        CheckOwned(world, operation, machines, made, found);
        CheckNativeSnapshots(world, operation, machines, made, found);
        await CheckClonesAsync(world, operation, found);
        await CheckAuditAsync(world, operation, found);
        await CheckSecretsAsync(world, found);
        return found;
    }

    /// <summary>Whatever a client could change of a VM.</summary>
    public static string Describe(SimulatedVm vm, string? without = null) => string.Join('|',
        vm.Path, vm.Config.InstanceUuid, vm.Config.Uuid, vm.Runtime.PowerState, vm.IsTemplate, vm.Config.Hardware!.NumCPU, vm.Config.Hardware.MemoryMB,
        string.Join(',', vm.Devices.Select(d => string.Create(CultureInfo.InvariantCulture, $"{d.Key}:{(d as VirtualDisk)?.CapacityInBytes}:{(d as VirtualEthernetCard)?.MacAddress}"))),
        string.Join(',', (vm.Config.ExtraConfig ?? []).Select(o => $"{o.Key}={o.Value}").Order(StringComparer.Ordinal)),
        string.Join(',', Names(vm).Where(name => name != without)),
        vm.PendingCustomization is null);

    private static void CheckForeign(World world, OperationRecord? operation, IReadOnlyList<SimulatedVm> machines, List<string> found)
    {
        var now = machines.ToDictionary(vm => vm.Reference.Value!, vm => Describe(vm, operation is null ? null : NameOf(operation)));
        foreach (var (reference, before) in world.Before)
        {
            Expect(found, now.TryGetValue(reference, out var after), $"{before.Split('|')[0]} is gone, which isn't ours");
            Expect(found, after is null || after == before, $"what isn't ours was changed: {before} is now {after}");
        }
    }

    /// <summary>Without a fault that forbids it, it ends as it would without any.</summary>
    private static void CheckOutcome(World world, OperationRecord operation, List<string> found)
    {
        var mayFail = world.Plan.Any(fault => fault is { HasFired: true, MayFailOperation: true });
        Expect(found, operation.State == world.Scenario.Outcome || mayFail, $"nothing forbids it, but it {operation.State}: {operation.Error?.Message}");
        Expect(found, operation.State != OperationState.Succeeded || world.Scenario.Outcome == OperationState.Succeeded, "it can't succeed, and did");
        Expect(found, operation.State != OperationState.Cancelled || operation.CancelRequested, "it is cancelled, and nobody asked for that");
        Expect(found, !operation.CancelRequested || operation.State != OperationState.Succeeded, "it was to be cancelled, and succeeded");
        var mayFailOtherwise = world.Plan.Any(fault => fault is { HasFired: true, MayFailOperation: true, Mode: not (FaultMode.Cancelled or FaultMode.CancelledHere) });
        Expect(
            found, !operation.CancelRequested || operation.State == OperationState.Cancelled || mayFailOtherwise || world.Scenario.Outcome == OperationState.Failed,
            $"it was to be cancelled, and {operation.State}");
        var mayBeLeft = world.Plan.Any(fault => fault is { HasFired: true, Mode: FaultMode.Refused or FaultMode.TaskFailed });
        Expect(found, operation.Error is not { LeavesSomethingBehind: true } || mayBeLeft, $"something is left behind: {operation.Error?.Message}");
    }

    /// <summary>What should be there, by reference, with what is wrong about what it says of itself.</summary>
    private static async Task<HashSet<string>> MadeAsync(World world, OperationRecord operation, List<string> found)
    {
        var made = new HashSet<string>();
        await using var portal = new Instance(world, 0);
        if (operation.Kind == OperationKind.CreateSnapshot)
        {
            var records = await world.Store.FindByNameAsync("default", world.Scenario.Snapshot!.Name);
            Expect(found, records.Count == 1, $"there are {records.Count} records");
            var record = records[0];
            var expected = operation.State switch
            {
                OperationState.Succeeded => SnapshotStatus.Available,
                OperationState.Cancelled => SnapshotStatus.Cancelled,
                _ => SnapshotStatus.Failed,
            };
            Expect(found, record.Status == expected, $"the operation is {operation.State}, and its record {record.Status}");
            if (operation.State == OperationState.Succeeded)
            {
                made.Add(record.Template!.MoRef.Value);
            }

            return made;
        }

        VmBatch? batch = null;
        try
        {
            batch = await (await portal.Operations.GetAsync<VmBatch>(operation.Id)).WaitForCompletionAsync();
        }
        catch (VmBatchFailedException e)
        {
            batch = e.Batch;
        }
        catch (VmSnapshotException)
        {
            // A single VM that wasn't made.
        }

        var wanted = world.Scenario.Vms!.MinimumCount ?? 0;
        Expect(found, batch is null || batch.Items.Count(item => item.Vm is not null) is var count && (count == 0 || count >= wanted), $"less than {wanted} were left");
        foreach (var item in batch?.Items ?? [])
        {
            Expect(found, item.Vm is null != item.Error is null, $"{item.Name} is neither made nor failed");
            var isMade = operation.State == OperationState.Succeeded && item.Name != world.Scenario.FailingVm;
            Expect(found, operation.State == OperationState.Failed || item.Vm is null == !isMade, $"the operation is {operation.State}, and {item.Name} {(item.Vm is null ? "not made" : "made")}");
            if (item.Vm is { } vm)
            {
                made.Add(vm.MoRef.Value);
            }
        }

        return made;
    }

    private static void CheckOwned(World world, OperationRecord operation, IReadOnlyList<SimulatedVm> machines, HashSet<string> made, List<string> found)
    {
        var added = machines.Where(vm => !world.Before.ContainsKey(vm.Reference.Value!)).ToList();
        foreach (var item in added.GroupBy(vm => MarkOf(vm)?.Item))
        {
            Expect(found, item.Count() == 1, $"there are {item.Count()} objects of item {item.Key}: {string.Join(", ", item.Select(vm => vm.Path))}");
        }

        foreach (var vm in added)
        {
            var mark = MarkOf(vm);
            Expect(found, mark?.OperationId == operation.Id && mark.StoreId == world.StoreId, $"{vm.Path} doesn't have our mark");
            Expect(found, mark is null || mark.InstanceUuid.ToString() == vm.Config.InstanceUuid, $"{vm.Path} has another's mark");
            Expect(found, made.Contains(vm.Reference.Value!), $"{vm.Path} is there, and the record says that it isn't ({operation.State})");
            CheckMade(world.Scenario, vm, found);
        }

        foreach (var reference in made)
        {
            Expect(found, added.Exists(vm => vm.Reference.Value == reference), $"{reference} is recorded, but not there");
        }
    }

    /// <summary>It is what was asked for.</summary>
    private static void CheckMade(Scenario scenario, SimulatedVm vm, List<string> found)
    {
        var disks = vm.Devices.OfType<VirtualDisk>().Count();
        if (scenario.Snapshot is not null)
        {
            Expect(found, vm is { IsTemplate: true, IsPoweredOn: false }, $"{vm.Path} is no template");
            Expect(found, vm.Config.Hardware!.NumCPU == 2 && vm.Config.Hardware.MemoryMB == 2048 && disks == 2, $"{vm.Path} is not like its source");
            return;
        }

        var request = scenario.Vms!;
        Expect(found, !vm.IsTemplate, $"{vm.Path} is a template");
        Expect(found, request.Cpus is null || vm.Config.Hardware!.NumCPU == request.Cpus, $"{vm.Path} has {vm.Config.Hardware!.NumCPU} CPUs");
        Expect(found, request.MemoryMiB is null || vm.Config.Hardware.MemoryMB == request.MemoryMiB, $"{vm.Path} has {vm.Config.Hardware.MemoryMB} MiB");
        Expect(found, disks == 1 + request.AddedDisksBytes.Count, $"{vm.Path} has {disks} disks");
        Expect(found, vm.IsPoweredOn == request.PowerOn, $"{vm.Path} is {vm.Runtime.PowerState}");
        Expect(found, request.Guest is null || (vm.PendingCustomization ?? vm.AppliedCustomization) is not null, $"{vm.Path} doesn't have its guest settings");
        if (request.Networks.Count > 0)
        {
            var card = vm.Devices.OfType<VirtualEthernetCard>().First();
            Expect(found, card.Backing is VirtualEthernetCardDistributedVirtualPortBackingInfo, $"{vm.Path} is on another network: {card.Backing?.WireTypeName}");
        }
    }

    private static void CheckNativeSnapshots(World world, OperationRecord operation, IReadOnlyList<SimulatedVm> machines, HashSet<string> made, List<string> found)
    {
        var ours = machines.SelectMany(Names).Count(name => name == NameOf(operation));
        var expected = world.Scenario.Snapshot?.Kind == SnapshotKind.Linked ? made.Count : 0;
        Expect(found, ours == expected, $"there are {ours} native snapshots of it, and {expected} are needed");
    }

    /// <summary>No item was cloned twice, unless a call that nobody waited for any more arrived when there was nothing of it.</summary>
    private static async Task CheckClonesAsync(World world, OperationRecord operation, List<string> found)
    {
        foreach (var item in world.Clones.GroupBy(c => c.Clone.Marker.Item))
        {
            var successes = 0;
            foreach (var clone in item)
            {
                successes += await HasSucceededAsync(world, clone.Task) ? 1 : 0;
            }

            var strays = operation.State == OperationState.Succeeded ? 0 : item.Count(c => c.IsStray);
            Expect(found, successes <= 1 + strays, $"item {item.Key} was cloned {successes} times");
        }
    }

    private static async Task<bool> HasSucceededAsync(World world, MoRef task) => await ReadTaskAsync(world, task) is { State: VCenterTaskState.Success };

    private static async Task<VCenterTask?> ReadTaskAsync(World world, MoRef task)
    {
        try
        {
            return await world.Aside.ReadTaskAsync(task);
        }
        catch (VmSnapshotException e) when (e.Fault?.Name == "ManagedObjectNotFound")
        {
            // Forgotten on demand: what it made is there to be counted.
            return null;
        }
    }

    private static async Task CheckAuditAsync(World world, OperationRecord operation, List<string> found)
    {
        var audit = await world.Store.ListAuditAsync(operation.Tenant, operation.Id, snapshotId: null);
        Expect(found, audit.Count > 0 && audit[0].Action == "begin" && audit.Count(a => a.Action == "begin") == 1, "the audit doesn't start with its beginning");
        Expect(found, audit.Count(a => a.Action == "end") == (operation.HasEnded ? 1 : 0), $"the audit has {audit.Count(a => a.Action == "end")} ends");
        Expect(found, !operation.HasEnded || audit.Any(a => a.Action == "end" && a.Detail!.StartsWith($"{operation.State}", StringComparison.Ordinal)), "the audit ends in another state");
        var items = await ItemsAsync(world);
        foreach (var mutation in Mutations)
        {
            var calls = world.Simulator.Calls.Of(mutation).Where(call => call.UserName != World.Administrator).ToList();
            var intents = audit.Where(a => a.Action == "intent" && Speaks(a, mutation)).ToList();
            CheckAnnounced(found, mutation, calls, intents);
            if (operation.Items.Count > 1)
            {
                foreach (var group in calls.GroupBy(call => ItemOf(call, items)).Where(group => group.Key is not null))
                {
                    CheckAnnounced(found, $"{mutation} of item {group.Key}", [.. group], [.. intents.Where(a => a.Detail!.StartsWith($"item {group.Key}:", StringComparison.Ordinal))]);
                }
            }
        }
    }

    private static void CheckAnnounced(List<string> found, string mutation, List<RecordedCall> calls, List<AuditEntry> intents) => Expect(
        found, calls.Count <= intents.Count && calls.Select(call => call.Time).Order().Zip(intents.Select(a => a.At).Order()).All(pair => pair.Second <= pair.First),
        $"{mutation} was called {calls.Count} times, with {intents.Count} intents before");

    /// <summary>Which item an object was cloned for, by its reference.</summary>
    private static async Task<Dictionary<string, int>> ItemsAsync(World world)
    {
        var items = new Dictionary<string, int>();
        foreach (var (clone, task, _) in world.Clones)
        {
            if (await ReadTaskAsync(world, task) is { Result: { } made })
            {
                items[made.Value] = clone.Marker.Item;
            }
        }

        return items;
    }

    private static int? ItemOf(RecordedCall call, Dictionary<string, int> items) => call.Request is CloneVMRequestType clone
        ? OwnershipMarker.TryParse(clone.Spec!.Config?.ExtraConfig?.FirstOrDefault(o => o.Key == OwnershipMarker.Key)?.Value as string)?.Item
        : items.TryGetValue(call.Target.Value!, out var item) ? item : null;

    private static async Task CheckSecretsAsync(World world, List<string> found)
    {
        Expect(found, !world.Logs.Lines.Any(HasSecret), "a secret is in the log");
        Expect(found, !world.Errors.Any(error => HasSecret(error.ToString())), "a secret is in an exception");
        Expect(found, !world.Secrets.Leaked.Any(), "a secret is in a span");
        Expect(found, !HasSecret(await world.Backend.ReadAllAsync()), "a secret is in the store");
    }

    private static bool HasSecret(string text) => text.Contains(PlantedSecrets.Mark, StringComparison.Ordinal);

    // Of a batch, the item stands before it.
    private static bool Speaks(AuditEntry entry, string mutation) =>
        entry.Detail!.StartsWith($"{mutation}:", StringComparison.Ordinal) || entry.Detail.Contains($": {mutation}:", StringComparison.Ordinal);

    private static string NameOf(OperationRecord operation) => $"vmsnapshot-{operation.Id}";

    private static OwnershipMarker? MarkOf(SimulatedVm vm) =>
        OwnershipMarker.TryParse(vm.Config.ExtraConfig?.FirstOrDefault(o => o.Key == OwnershipMarker.Key)?.Value as string);

    private static IEnumerable<string> Names(SimulatedVm vm) => Names(vm.Snapshots?.RootSnapshotList ?? []);

    private static IEnumerable<string> Names(IEnumerable<VirtualMachineSnapshotTree> trees) =>
        trees.SelectMany(tree => Names(tree.ChildSnapshotList ?? []).Prepend(tree.Name!));

    private static void Expect(List<string> found, bool holds, string otherwise)
    {
        if (!holds)
        {
            found.Add(otherwise);
        }
    }
}
