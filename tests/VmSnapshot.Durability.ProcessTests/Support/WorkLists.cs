using VmSnapshot.Durability.Worker;
using VmSnapshot.Sdk;
using VmSnapshot.Simulator;
using VmSnapshot.Vim25;

namespace VmSnapshot.Durability.ProcessTests;

/// <summary>What the workers have to do: each kind of operation, each way of ending.</summary>
internal static class WorkLists
{
    /// <summary>The snapshots that the VMs are made from; they are there before the first worker is.</summary>
    public static IReadOnlyList<CreateSnapshotRequest> Bases { get; } =
    [
        new() { Vm = "golden-debian", Name = "base-linux", ClientToken = "base-linux" },
        new() { Vm = "win-1", Name = "base-windows", ClientToken = "base-windows" },
    ];

    public static IReadOnlyList<WorkItem> Create(Random random)
    {
        int SoonOrLate() => random.Next(0, 600);
        return
        [
            Of("full", new CreateSnapshotRequest { Vm = "web-1", Name = "full", Family = "web", Labels = new Dictionary<string, string> { ["tier"] = "front" } }),
            Of("linked", new CreateSnapshotRequest { Vm = "db-1", Name = "linked", Kind = SnapshotKind.Linked }),
            Of("quiesced", new CreateSnapshotRequest { Vm = "web-2", Name = "quiesced", Consistency = SnapshotConsistency.Quiesced }),
            Of("linked-quiesced", new CreateSnapshotRequest { Vm = "db-1", Name = "linked-quiesced", Kind = SnapshotKind.Linked, Consistency = SnapshotConsistency.Quiesced }),
            Of("full-doomed", new CreateSnapshotRequest { Vm = "web-1", Name = "full-doomed" }),
            Of("linked-doomed", new CreateSnapshotRequest { Vm = "app-1", Name = "linked-doomed", Kind = SnapshotKind.Linked }),
            Of("full-cancelled", new CreateSnapshotRequest { Vm = "nvme-1", Name = "full-cancelled" }) with { CancelAfterMilliseconds = SoonOrLate() },
            Of("linked-cancelled", new CreateSnapshotRequest { Vm = "app-1", Name = "linked-cancelled", Kind = SnapshotKind.Linked }) with { CancelAfterMilliseconds = SoonOrLate() },
            Of("windows", new CreateVmRequest { Snapshot = "base-windows", Name = "windows", Cpus = 6, CoresPerSocket = 2, Guest = Windows, PowerOn = true }),
            Of("linux", new CreateVmRequest
            {
                Snapshot = "base-linux",
                Name = "linux",
                Cpus = 3,
                MemoryMiB = 1536,
                AddedDisksBytes = [1L << 30],
                Disks = [new("Hard disk 1", 12L << 30)],
                Guest = new LinuxGuest(),
            }),
            Of("batch", new CreateVmRequest { Snapshot = "base-linux", Name = "batch-{index:00}", Count = 3, Cpus = 2, PowerOn = true }),
            // The second one's clone fails: without a minimum the others stay, with one they go.
            Of("batch-doomed", new CreateVmRequest { Snapshot = "base-linux", Name = "some-{index}-doomed", Count = 2, Cpus = 2 }),
            Of("batch-minimum", new CreateVmRequest { Snapshot = "base-linux", Name = "all-{index}-doomed", Count = 2, MinimumCount = 2 }),
            Of("batch-cancelled", new CreateVmRequest { Snapshot = "base-windows", Name = "cancelled-{index}", Count = 2, Guest = Windows, PowerOn = true })
                with { CancelAfterMilliseconds = SoonOrLate() },
        ];
    }

    /// <summary>Lets fail what is doomed to, at the end of its task.</summary>
    public static void Doom(VCenterSimulator simulator) => simulator.Faults
        .On<CloneVMRequestType>(clone => clone.Name is { } name && (name.EndsWith("-2-doomed", StringComparison.Ordinal) || name.Contains("-doomed-", StringComparison.Ordinal)))
        .Always()
        .FailTask(new NoDiskSpace { Datastore = "datastore1" });

    private static WindowsGuest Windows => new()
    {
        FullName = "Portal",
        Organization = "Example",
        AdministratorPassword = new SecretReference("env:DURABILITY_GUEST_PASSWORD"),
        ProductKey = new SecretReference("env:DURABILITY_PRODUCT_KEY"),
        Domain = new WindowsDomain("example.com", "joiner", new SecretReference("env:DURABILITY_DOMAIN_PASSWORD")),
    };

    private static WorkItem Of(string token, CreateSnapshotRequest request) => new() { ClientToken = token, Snapshot = request };

    private static WorkItem Of(string token, CreateVmRequest request) => new() { ClientToken = token, Vms = request };
}
