using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace VmSnapshot.Cli.Output;

/// <summary>VMs for people.</summary>
internal static class VmViews
{
    private static readonly ListColumn[] ListColumns =
    [
        new("NAME", Fit.CutEnd), new("POWER", GoesAs: 3), new("CPUS", GoesAs: 1), new("MEMORY", GoesAs: 2), new("MOREF"),
        new("PATH", Fit.CutStart, GoesAs: 4), new("INSTANCE UUID", GoesAs: 5),
    ];

    private static readonly ListColumn[] DiskColumns =
        [new("KEY"), new("LABEL", Fit.CutEnd), new("SIZE"), new("DATASTORE", Fit.CutEnd), new("FORMAT", GoesAs: 1)];

    private static readonly ListColumn[] NetworkColumns =
        [new("KEY"), new("LABEL", Fit.CutEnd), new("NETWORK", Fit.CutEnd), new("ADAPTER", GoesAs: 2), new("MAC ADDRESS", GoesAs: 1)];

    private static readonly ListColumn[] CreatedColumns =
        [new("NAME", Fit.CutEnd), new("PHASE", GoesAs: 1), new("MOREF"), new("PATH", Fit.CutStart, GoesAs: 2), new("INSTANCE UUID", GoesAs: 3)];

    public static IRenderable List(VmListDocument list) => new ListTable(
        ListColumns,
        [
            .. list.Items.Select(vm => new[]
            {
                vm.Name, vm.PowerState, Cell.Number(vm.Cpus), Cell.Memory(vm.MemoryMiB), vm.MoRef, vm.Path, vm.InstanceUuid,
            }),
        ]);

    public static IRenderable Show(VmDocument vm) => new Rows(
        Shape.Fields(
            ("name", vm.Name),
            ("path", vm.Path),
            ("moRef", vm.MoRef),
            ("instance UUID", vm.InstanceUuid),
            ("BIOS UUID", vm.BiosUuid),
            ("power", vm.IsTemplate ? "a template" : vm.PowerState),
            ("guest", vm.GuestId),
            ("hardware", vm.HardwareVersion),
            ("CPUs", string.Create(CultureInfo.InvariantCulture, $"{vm.Cpus} ({vm.CoresPerSocket} per socket)")),
            ("memory", Cell.Memory(vm.MemoryMiB)),
            ("firmware", $"{vm.Firmware}{(vm.SecureBoot ? ", secure boot" : string.Empty)}{(vm.VirtualTpm ? ", TPM" : string.Empty)}"),
            ("datastore", vm.Datastore)),
        Shape.Heading("disks"),
        Shape.Indented(Disks(vm.Disks)),
        Shape.Heading("networks"),
        Shape.Indented(Networks(vm.Networks)));

    public static IRenderable Disks(IReadOnlyList<DiskItem> disks) => Shape.Table(
        DiskColumns,
        disks.Select(d => new[]
        {
            Cell.Number(d.Key), d.Label, Cell.Size(d.CapacityBytes), d.Datastore, d.Thin switch { true => "thin", false => "thick", null => "unknown" },
        }),
        "none");

    public static IRenderable Created(VmCreateDocument made) => new Rows(
        Shape.Table(
            CreatedColumns,
            made.Items.Where(item => item.Error is null).Select(item => new[]
            {
                item.Name, item.Phase ?? string.Empty, item.MoRef ?? string.Empty, item.Path ?? string.Empty, item.InstanceUuid ?? string.Empty,
            }),
            "No VM was made."),
        Shape.Fields(("operation", made.OperationId)));

    /// <summary>What went wrong, a line a VM, for standard error.</summary>
    public static IEnumerable<string> Failures(VmCreateDocument made) =>
        made.Items.Where(item => item.Error is not null).Select(item => $"{item.Name} failed: {item.Error!.Message} ({item.Error.Code})");

    private static IRenderable Networks(IReadOnlyList<NetworkItem> networks) => Shape.Table(
        NetworkColumns,
        networks.Select(n => new[] { Cell.Number(n.Key), n.Label, n.Network, n.AdapterType, n.MacAddress }),
        "none");
}
