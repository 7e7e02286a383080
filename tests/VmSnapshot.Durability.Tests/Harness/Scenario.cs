using VmSnapshot.Sdk;

namespace VmSnapshot.Durability.Tests.Harness;

/// <summary>What a portal is asked for.</summary>
internal sealed record Scenario(string Name)
{
    public const string Token = "order-4711";
    private const long GiB = 1L << 30;

    public CreateSnapshotRequest? Snapshot { get; init; }

    public CreateVmRequest? Vms { get; init; }

    /// <summary>What the snapshot that VMs are made from is taken of.</summary>
    public string Golden { get; init; } = "golden";

    public int MaxParallelVms { get; init; } = 1;

    public static Scenario FullSnapshot { get; } = new(nameof(FullSnapshot)) { Snapshot = new() { Vm = "app", Name = "nightly", ClientToken = Token } };

    public static Scenario QuiescedSnapshot { get; } = new(nameof(QuiescedSnapshot))
    {
        Snapshot = new() { Vm = "app", Name = "nightly", Consistency = SnapshotConsistency.Quiesced, ClientToken = Token },
    };

    public static Scenario LinkedSnapshot { get; } = new(nameof(LinkedSnapshot))
    {
        Snapshot = new() { Vm = "app", Name = "nightly", Kind = SnapshotKind.Linked, ClientToken = Token },
    };

    public static Scenario LinuxVm { get; } = new(nameof(LinuxVm))
    {
        Vms = new()
        {
            Snapshot = "golden",
            Name = "web",
            Cpus = 2,
            MemoryMiB = 2048,
            Networks = [new("0", "backend")],
            AddedDisksBytes = [5 * GiB],
            Guest = new LinuxGuest { HostName = "web" },
            PowerOn = true,
            ClientToken = Token,
        },
    };

    public static Scenario WindowsVm { get; } = new(nameof(WindowsVm))
    {
        Golden = "win",
        Vms = new()
        {
            Snapshot = "golden",
            Name = "web",
            Cpus = 4,
            Guest = new WindowsGuest
            {
                FullName = "Portal",
                Organization = "Example",
                HostName = "web",
                AdministratorPassword = new("vault:admin"),
                ProductKey = new("vault:key"),
                Domain = new("example.com", "joiner", new("vault:join")),
            },
            ClientToken = Token,
        },
    };

    public static Scenario Batch { get; } = new(nameof(Batch))
    {
        Vms = new() { Snapshot = "golden", Name = "web-{index}", Count = 3, MemoryMiB = 512, PowerOn = true, ClientToken = Token },
        MaxParallelVms = 2,
    };

    /// <summary>One after the other, so that the same call is the same in every run.</summary>
    public static Scenario SmallBatch { get; } = new(nameof(SmallBatch)) { Vms = Batch.Vms! with { Count = 2 } };

    public static IReadOnlyList<Scenario> All { get; } = [FullSnapshot, QuiescedSnapshot, LinkedSnapshot, LinuxVm, WindowsVm, Batch];

    public override string ToString() => Name;

    /// <summary>Asks for it, as often as it may take: with the same token.</summary>
    public async Task BeginAndWaitAsync(Instance portal, CancellationToken cancellationToken)
    {
        if (Snapshot is not null)
        {
            await (await portal.Snapshots.CreateAsync(Snapshot, cancellationToken)).WaitForCompletionAsync(cancellationToken: cancellationToken);
        }
        else
        {
            await (await portal.Machines.CreateAsync(Vms!, cancellationToken)).WaitForCompletionAsync(cancellationToken: cancellationToken);
        }
    }
}
