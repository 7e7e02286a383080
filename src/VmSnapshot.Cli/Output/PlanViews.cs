using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace VmSnapshot.Cli.Output;

/// <summary>Plans for people.</summary>
internal static class PlanViews
{
    public static IRenderable DryRun(DryRunDocument run) => new Rows(
        run.Items.Select(Show)
            .Append(Cell.Of($"Checked: {string.Join(", ", run.Preflight.Checked)}. All of it is as needed. This was a dry run: nothing was changed.")));

    public static IRenderable Show(PlanDocument plan) => new Rows(
        Shape.Heading(plan.Name),
        Shape.Indented(Shape.Fields(
            ("folder", plan.Folder),
            ("resource pool", plan.ResourcePool),
            ("datastore", plan.Datastore ?? "the template's"),
            ("CPUs", string.Create(CultureInfo.InvariantCulture, $"{plan.Cpus} ({plan.CoresPerSocket} per socket)")),
            ("memory", Cell.Memory(plan.MemoryMiB)),
            ("disks to grow", Shape.Optional(string.Join(", ", plan.GrowDisks.Select(d => string.Create(CultureInfo.InvariantCulture, $"{d.Key} to {Cell.Size(d.CapacityBytes)}"))))),
            ("disks to add", Shape.Optional(string.Join(", ", plan.AddDisks.Select(d => string.Create(CultureInfo.InvariantCulture, $"{Cell.Size(d.CapacityBytes)} at {d.ControllerKey}:{d.UnitNumber}"))))),
            ("networks", Shape.Optional(string.Join(", ", plan.Networks.Select(n => string.Create(CultureInfo.InvariantCulture, $"{n.Key} to {n.Network}"))))),
            ("guest", Shape.Optional(plan.Guest?.GetRawText())),
            ("power", plan.PowerOn ? "on" : "off"),
            ("template", plan.Template),
            ("snapshot", plan.SnapshotId))));
}
