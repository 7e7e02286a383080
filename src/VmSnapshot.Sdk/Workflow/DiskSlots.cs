using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.Workflow;

/// <summary>Gives every disk to add a controller and a unit, so that a later reading can be compared slot by slot.</summary>
internal static class DiskSlots
{
    public static IReadOnlyList<AddDisk> Assign(IReadOnlyList<long> capacities, VmDescription template, List<ValidationFinding> findings)
    {
        if (capacities.Count == 0)
        {
            return [];
        }

        var firstDisk = template.Disks.Count > 0 ? template.Disks[0].ControllerKey : -1;
        // The controller that the first disk hangs on has a driver in the guest for certain.
        var free = template.Controllers
            .OrderByDescending(c => c.Key == firstDisk)
            .ThenByDescending(c => Units(c).Count)
            .SelectMany(c => Units(c).Except(c.UnitsInUse).Select(unit => (c.Key, Unit: unit)))
            .Take(capacities.Count)
            .ToList();
        if (free.Count < capacities.Count)
        {
            findings.Add(new(
                nameof(CreateVmRequest.AddedDisksBytes),
                $"The snapshot's disk controllers have room for {free.Count} more disks, not for {capacities.Count}."));
            return [];
        }

        return [.. capacities.Zip(free, (bytes, slot) => new AddDisk(slot.Key, slot.Unit, bytes))];
    }

    private static List<int> Units(VmController controller) => controller.Type switch
    {
        "VirtualIDEController" => [0, 1],
        "VirtualAHCIController" => [.. Enumerable.Range(0, 30)],
        "VirtualNVMEController" => [.. Enumerable.Range(0, 15)],
        // Unit 7 is the SCSI controller's own.
        _ => [.. Enumerable.Range(0, 16).Where(unit => unit != 7)],
    };
}
