using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace VmSnapshot.Cli.Output;

/// <summary>Snapshots for people.</summary>
internal static class SnapshotViews
{
    public static IRenderable List(SnapshotListDocument list)
    {
        var table = Shape.Table(
            ["NAME", "STATUS", "CREATED", "ID", "KIND", "FAMILY", "SOURCE"],
            [
                .. list.Items.Select(s => new IRenderable[]
                {
                    Cell.Of(s.Name), Cell.Of(s.Status), Cell.Time(s.CreatedAt), Cell.Of(s.Id), Cell.Of(s.Kind), Cell.Of(Family(s)), Cell.Of(s.Source.Path),
                }),
            ],
            "There is no such snapshot.",
            optional: 3);
        return list.Continue is null ? table : new Rows(table, Cell.Of($"There are more: --continue {list.Continue}"));
    }

    public static IRenderable Show(SnapshotDocument s) => new Rows(
        Basic(s),
        Shape.Heading("template"),
        Shape.Indented(Template(s.Template)),
        Shape.Heading("source VM, as it was"),
        Shape.Indented(VmViews.Show(s.Source)));

    public static IRenderable Basic(SnapshotDocument s) => Shape.Fields(
        ("name", Cell.Of(s.Name)),
        ("id", Cell.Of(s.Id)),
        ("description", Shape.Optional(s.Description)),
        ("status", Cell.Of(s.StatusReason is null ? s.Status : $"{s.Status} ({s.StatusReason})")),
        ("kind", Cell.Of($"{s.Kind}, {s.Consistency}")),
        ("availability", Cell.Of(s.DeleteProtection ? $"{s.Availability}, protected" : s.Availability)),
        ("health", Cell.Of(s.Health)),
        ("tenant", Cell.Of(s.Tenant)),
        ("labels", Shape.Optional(string.Join(", ", s.Labels.Select(l => $"{l.Key}={l.Value}")))),
        ("family", Shape.Optional(Family(s))),
        ("created", Cell.Time(s.CreatedAt)),
        ("deleted", s.DeletedAt is { } at ? Cell.Time(at) : null),
        ("operation", Cell.Of(s.OperationId)),
        ("vCenter", Cell.Of(s.VCenterInstanceUuid)));

    public static IRenderable Template(TemplateDocument template) => Shape.Fields(
        ("name", Cell.Of(template.Name)),
        ("path", Cell.Of(template.Path)),
        ("moRef", Cell.Of(template.MoRef)),
        ("instance UUID", Cell.Of(template.InstanceUuid)),
        ("datastore", Cell.Of(template.Datastore)),
        ("folder", Cell.Of(template.Folder)));

    private static string Family(SnapshotDocument s) => (s.Family, s.Version) switch
    {
        (null, _) => string.Empty,
        (var family, null) => family,
        (var family, { } version) => string.Create(CultureInfo.InvariantCulture, $"{family} v{version}"),
    };
}
