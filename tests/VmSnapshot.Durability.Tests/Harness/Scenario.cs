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

    /// <summary>A VM whose clone never comes to be, as its datastore is full; null where all may.</summary>
    public string? FailingVm { get; init; }

    /// <summary>How an operation ends that nothing else goes wrong with.</summary>
    public OperationState Outcome { get; init; } = OperationState.Succeeded;

    /// <summary>How often the host's vault has no answer before it has one.</summary>
    public int SecretsAway { get; init; }

    /// <summary>Whether somebody else's VM has the instance UUID already that a clone is to get, so that vCenter gives it another.</summary>
    public bool IsUuidTaken { get; init; }

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

    public static Scenario PartialBatch { get; } = new(nameof(PartialBatch))
    {
        Vms = new() { Snapshot = "golden", Name = "web-{index}", Count = 3, MinimumCount = 2, ClientToken = Token },
        FailingVm = "web-2",
    };

    public static Scenario IncompleteBatch { get; } = PartialBatch with
    {
        Name = nameof(IncompleteBatch),
        Vms = PartialBatch.Vms! with { Count = 2 },
        MaxParallelVms = 2,
        Outcome = OperationState.Failed,
    };

    public static Scenario SnapshotWithTakenUuid { get; } = FullSnapshot with { Name = nameof(SnapshotWithTakenUuid), IsUuidTaken = true };

    public static Scenario VmWithTakenUuid { get; } = new(nameof(VmWithTakenUuid))
    {
        Vms = new() { Snapshot = "golden", Name = "web", Cpus = 2, ClientToken = Token },
        IsUuidTaken = true,
    };

    public static Scenario VmWithLateSecrets { get; } = WindowsVm with { Name = nameof(VmWithLateSecrets), SecretsAway = 2 };

    public static IReadOnlyList<Scenario> All { get; } =
    [
        FullSnapshot, QuiescedSnapshot, LinkedSnapshot, LinuxVm, WindowsVm, Batch, PartialBatch, IncompleteBatch, SnapshotWithTakenUuid, VmWithTakenUuid, VmWithLateSecrets,
    ];

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
