using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace VmSnapshot.Cli.Output;

/// <summary>VMs for people.</summary>
internal static class VmViews
{
    public static IRenderable List(VmListDocument list) => Shape.Table(
        ["NAME", "POWER", "CPUS", "MEMORY", "MOREF", "PATH", "INSTANCE UUID"],
        [
            .. list.Items.Select(vm => new IRenderable[]
            {
                Cell.Of(vm.Name), Cell.Of(vm.PowerState), Cell.Of(vm.Cpus), Cell.Memory(vm.MemoryMiB), Cell.Of(vm.MoRef), Cell.Of(vm.Path), Cell.Of(vm.InstanceUuid),
            }),
        ],
        "There is no such VM.",
        optional: 1);

    public static IRenderable Show(VmDocument vm) => new Rows(
        Shape.Fields(
            ("name", Cell.Of(vm.Name)),
            ("path", Cell.Of(vm.Path)),
            ("moRef", Cell.Of(vm.MoRef)),
            ("instance UUID", Cell.Of(vm.InstanceUuid)),
            ("BIOS UUID", Cell.Of(vm.BiosUuid)),
            ("power", Cell.Of(vm.IsTemplate ? "a template" : vm.PowerState)),
            ("guest", Cell.Of(vm.GuestId)),
            ("hardware", Cell.Of(vm.HardwareVersion)),
            ("CPUs", Cell.Of(string.Create(CultureInfo.InvariantCulture, $"{vm.Cpus} ({vm.CoresPerSocket} per socket)"))),
            ("memory", Cell.Memory(vm.MemoryMiB)),
            ("firmware", Cell.Of($"{vm.Firmware}{(vm.SecureBoot ? ", secure boot" : string.Empty)}{(vm.VirtualTpm ? ", TPM" : string.Empty)}")),
            ("datastore", Cell.Of(vm.Datastore))),
        Shape.Heading("disks"),
        Shape.Indented(Disks(vm.Disks)),
        Shape.Heading("networks"),
        Shape.Indented(Networks(vm.Networks)));

    public static IRenderable Disks(IReadOnlyList<DiskItem> disks) => Shape.Table(
        ["KEY", "LABEL", "SIZE", "DATASTORE", "FORMAT"],
        disks.Select(d => new IRenderable[]
        {
            Cell.Of(d.Key), Cell.Of(d.Label), Cell.Of(Cell.Size(d.CapacityBytes)), Cell.Of(d.Datastore), Cell.Of(d.Thin switch { true => "thin", false => "thick", null => "unknown" }),
        }),
        "none");

    public static IRenderable Created(VmCreateDocument made) => new Rows(
        Shape.Table(
            ["NAME", "PHASE", "MOREF", "PATH", "INSTANCE UUID"],
            [
                .. made.Items.Where(item => item.Error is null).Select(item => new IRenderable[]
                {
                    Cell.Of(item.Name), Cell.Of(item.Phase), Cell.Of(item.MoRef), Cell.Of(item.Path), Cell.Of(item.InstanceUuid),
                }),
            ],
            "No VM was made.",
            optional: 1),
        Failures(made),
        Shape.Fields(("operation", Cell.Of(made.OperationId))));

    private static Rows Failures(VmCreateDocument made) => new(
        made.Items.Where(item => item.Error is not null).Select(item => Cell.Of($"{item.Name} failed: {item.Error!.Message} ({item.Error.Code})")));

    private static IRenderable Networks(IReadOnlyList<NetworkItem> networks) => Shape.Table(
        ["KEY", "LABEL", "NETWORK", "ADAPTER", "MAC ADDRESS"],
        networks.Select(n => new IRenderable[] { Cell.Of(n.Key), Cell.Of(n.Label), Cell.Of(n.Network), Cell.Of(n.AdapterType), Cell.Of(n.MacAddress) }),
        "none");
}
