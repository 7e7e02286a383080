using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Objects;

/// <summary>A host that runs VMs.</summary>
internal sealed class HostSystem(SimulatedWorld world, ManagedObjectReference reference, string name) : ManagedEntity(world, reference, name)
{
    private static readonly AboutInfo Product = new()
    {
        Name = "VMware ESXi",
        FullName = "VMware ESXi 8.0.3 (simulated by VmSnapshot.Simulator)",
        Vendor = "VmSnapshot",
        Version = "8.0.3",
        Build = "0",
        LocaleVersion = "INTL",
        LocaleBuild = "000",
        OsType = "vmnix-x86",
        ProductLineId = "embeddedEsx",
        ApiType = "HostAgent",
        ApiVersion = VimVersions.Newest,
        LicenseProductName = "VMware ESX Server",
        LicenseProductVersion = "8.0",
    };

    private readonly DateTimeOffset _bootTime = world.Now;

    internal int CpuCores { get; init; } = 16;

    internal int CpuMhz { get; init; } = 2600;

    internal long MemoryBytes { get; init; } = 256L << 30;

    /// <summary>The hardware's UUID.</summary>
    internal string Uuid { get; } = StableUuid.Of("host", reference.Value);

    internal HostSystemConnectionState ConnectionState { get; private set; } = HostSystemConnectionState.Connected;

    internal bool InMaintenanceMode { get; private set; }

    internal ReferenceList Vms => List("vm");

    internal ReferenceList Datastores => List("datastore");

    internal ReferenceList Networks => List("network");

    internal ComputeResource Compute => (ComputeResource)Parent!;

    internal override object? Read(string property) => property switch
    {
        "runtime" => Runtime,
        "summary" => new HostListSummary
        {
            Host = Reference,
            Hardware = new HostHardwareSummary
            {
                Vendor = "Simulated",
                Model = "Host",
                Uuid = Uuid,
                MemorySize = MemoryBytes,
                CpuModel = "Simulated CPU",
                CpuMhz = CpuMhz,
                NumCpuPkgs = 2,
                NumCpuCores = (short)CpuCores,
                NumCpuThreads = (short)(CpuCores * 2),
                NumNics = 2,
                NumHBAs = 1,
            },
            Runtime = Runtime,
            Config = new HostConfigSummary { Name = Name, Port = 902, Product = Product, VmotionEnabled = true, FaultToleranceEnabled = false },
            MaxEVCModeKey = "intel-cascadelake",
            QuickStats = HostLoad.QuickStatsOf(this),
            OverallStatus = Get<ManagedEntityStatus>("overallStatus"),
            RebootRequired = false,
        },
        _ => base.Read(property),
    };

    /// <summary>Connects or disconnects the host, or lets it go into maintenance.</summary>
    internal void SetState(HostSystemConnectionState connection, bool inMaintenanceMode)
    {
        ConnectionState = connection;
        InMaintenanceMode = inMaintenanceMode;
        Set("overallStatus", connection == HostSystemConnectionState.NotResponding ? ManagedEntityStatus.Red : ManagedEntityStatus.Green);
        Touch("runtime");
        (Parent as ComputeResource)?.Renew("summary");
    }

    /// <summary>Lets those who watch its summary know that other VMs run on it than before.</summary>
    internal void LoadChanged() => Touch("summary");

    private HostRuntimeInfo Runtime => new()
    {
        ConnectionState = ConnectionState,
        PowerState = ConnectionState == HostSystemConnectionState.NotResponding ? HostSystemPowerState.Unknown : HostSystemPowerState.PoweredOn,
        StandbyMode = "none",
        InMaintenanceMode = InMaintenanceMode,
        InQuarantineMode = false,
        BootTime = _bootTime,
    };
}
