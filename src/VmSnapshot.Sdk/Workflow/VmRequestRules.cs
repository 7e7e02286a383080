using System.Globalization;

namespace VmSnapshot.Sdk.Workflow;

/// <summary>The rules that a request for VMs must obey before anything is sent to vCenter.</summary>
internal static class VmRequestRules
{
    private const int MaxCpus = 768;
    private const long MaxMemoryMiB = 24L * 1024 * 1024;
    private const long MaxDiskBytes = 62L << 40;

    /// <summary>Rules that need nothing but the request.</summary>
    public static void CheckValues(CreateVmRequest request, List<ValidationFinding> findings)
    {
        if (request.Cpus is < 1 or > MaxCpus)
        {
            findings.Add(new(nameof(request.Cpus), $"{request.Cpus} CPUs can't be had; 1 to {MaxCpus} can."));
        }

        if (request.CoresPerSocket is < 1)
        {
            findings.Add(new(nameof(request.CoresPerSocket), $"{request.CoresPerSocket} cores per socket can't be had; at least 1."));
        }

        if (request.MemoryMiB is < 4 or > MaxMemoryMiB)
        {
            findings.Add(new(nameof(request.MemoryMiB), $"{request.MemoryMiB} MiB of memory can't be had; 4 to {MaxMemoryMiB} can."));
        }
        else if (request.MemoryMiB is { } memory && memory % 4 != 0)
        {
            findings.Add(new(nameof(request.MemoryMiB), $"{request.MemoryMiB} MiB of memory is not a multiple of 4, which vSphere demands."));
        }

        if (request.MinimumCount is { } minimum && request.Count >= 1 && (minimum < 1 || minimum > request.Count))
        {
            findings.Add(new(nameof(request.MinimumCount), $"At least {minimum} of {request.Count} VMs can't be wanted; 1 to {request.Count} can."));
        }

        findings.AddRange(ClientTokenRules.Check(nameof(request.ClientToken), request.ClientToken));
        for (var i = 0; i < request.AddedDisksBytes.Count; i++)
        {
            CheckCapacity($"{nameof(request.AddedDisksBytes)}[{i}]", "A disk to add", request.AddedDisksBytes[i], findings);
        }
    }

    /// <summary>Rules that need the snapshot's record.</summary>
    public static void CheckAgainstSnapshot(
        CreateVmRequest request, IReadOnlyList<string> names, Snapshot snapshot, List<ValidationFinding> findings)
    {
        var cpus = request.Cpus ?? snapshot.Source.Cpus;
        if (request.CoresPerSocket is { } cores and >= 1 && cpus >= 1 && cpus % cores != 0)
        {
            findings.Add(new(nameof(request.CoresPerSocket), $"{cpus} CPUs can't be split into sockets of {cores} cores."));
        }

        CheckDisks(request, snapshot, findings);
        CheckNetworks(request, snapshot, findings);
        if (request.Guest is { } guest)
        {
            GuestRules.Check(guest, request.Count, names, snapshot.Source, findings);
        }
    }

    private static void CheckDisks(CreateVmRequest request, Snapshot snapshot, List<ValidationFinding> findings)
    {
        var seen = new HashSet<int>();
        for (var i = 0; i < request.Disks.Count; i++)
        {
            var property = $"{nameof(request.Disks)}[{i}]";
            if (request.Disks[i] is not var (wanted, capacity))
            {
                findings.Add(new(property, "There is nothing here; name a disk and its size."));
            }
            else if (HardwareLookup.FindDisk(snapshot.Template!.Disks, wanted) is not { } disk)
            {
                var there = string.Join(", ", snapshot.Template!.Disks.Select(d => string.Create(CultureInfo.InvariantCulture, $"'{d.Label}' ({d.Key})")));
                findings.Add(new(property, $"The snapshot has no disk '{wanted}'; it has {(there.Length > 0 ? there : "none")}."));
            }
            else if (!seen.Add(disk.Key))
            {
                findings.Add(new(property, $"Disk '{disk.Label}' is given two sizes."));
            }
            else if (capacity < disk.CapacityBytes)
            {
                findings.Add(new(property, $"Disk '{disk.Label}' has {InGiB(disk.CapacityBytes)} GiB in the snapshot and can't shrink to {InGiB(capacity)} GiB."));
            }
            else
            {
                CheckCapacity(property, $"Disk '{disk.Label}'", capacity, findings);
            }
        }
    }

    private static void CheckNetworks(CreateVmRequest request, Snapshot snapshot, List<ValidationFinding> findings)
    {
        var seen = new HashSet<int>();
        for (var i = 0; i < request.Networks.Count; i++)
        {
            var property = $"{nameof(request.Networks)}[{i}]";
            if (request.Networks[i] is not { Adapter: { } wanted, Network: not null })
            {
                findings.Add(new(property, "Name an adapter and the network to attach it to."));
            }
            else if (HardwareLookup.FindAdapter(snapshot.Source.Networks, wanted) is not { } adapter)
            {
                var there = string.Join(", ", snapshot.Source.Networks.Select((a, at) => string.Create(CultureInfo.InvariantCulture, $"{at}: '{a.Label}' ({a.Key})")));
                findings.Add(new(property, $"The snapshot has no network adapter '{wanted}'; it has {(there.Length > 0 ? there : "none")}."));
            }
            else if (!seen.Add(adapter.Key))
            {
                findings.Add(new(property, $"Network adapter '{adapter.Label}' is given two networks."));
            }
        }
    }

    private static void CheckCapacity(string property, string what, long bytes, List<ValidationFinding> findings)
    {
        if (bytes is < 1024 * 1024 or > MaxDiskBytes)
        {
            findings.Add(new(property, $"{what} of {InGiB(bytes)} GiB can't be had; 1 MiB to {MaxDiskBytes >> 40} TiB can."));
        }
        else if (bytes % 1024 != 0)
        {
            findings.Add(new(property, $"{what} of {bytes} bytes can't be had; vSphere counts whole KiB."));
        }
    }

    private static string InGiB(long bytes) => (bytes / (double)(1L << 30)).ToString("0.###", CultureInfo.InvariantCulture);
}
