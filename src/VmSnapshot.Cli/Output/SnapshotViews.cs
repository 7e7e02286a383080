using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using VmSnapshot.Cli.Options;
using VmSnapshot.Sdk;

namespace VmSnapshot.Cli.Output;

/// <summary>Snapshots for people.</summary>
internal static class SnapshotViews
{
    private static readonly ListColumn[] Columns =
    [
        new("NAME", Fit.CutEnd), new("STATUS", GoesAs: 1), new("CREATED", GoesAs: 2), new("ID"), new("KIND", GoesAs: 4),
        new("FAMILY", Fit.CutEnd, GoesAs: 3), new("SOURCE", Fit.CutStart, GoesAs: 5),
    ];

    public static IRenderable List(SnapshotListDocument list)
    {
        var table = new ListTable(
            Columns, [.. list.Items.Select(s => new[] { s.Name, s.Status, Cell.Time(s.CreatedAt), s.Id, s.Kind, Family(s), s.Source.Path })]);
        return list.Continue is null ? table : new Rows(table, Cell.Of($"There are more: --continue {list.Continue}"));
    }

    public static IRenderable Show(SnapshotDocument s) => new Rows(
        Basic(s),
        Shape.Heading("template"),
        Shape.Indented(s.Template is { } template ? Template(template) : Cell.Of(WhyNoTemplate(s))),
        Shape.Heading("source VM, as it was"),
        Shape.Indented(VmViews.Show(s.Source)));

    public static IRenderable Deleted(SnapshotDocument s) => Cell.Of(s.Status == Words.Of(SnapshotStatus.Purged)
        ? $"Snapshot '{s.Name}' ({s.Id}) is purged{(s.Template is { } template ? $": its template {template.Path} is destroyed for good" : string.Empty)}."
        : $"Snapshot '{s.Name}' ({s.Id}) is deleted. To take that back: vmsnap snapshot restore {s.Id}");

    public static IRenderable Restored(SnapshotDocument s) =>
        Cell.Of($"Snapshot '{s.Name}' ({s.Id}) is available again. To take that back: vmsnap snapshot delete {s.Id}");

    public static IRenderable Basic(SnapshotDocument s) => Shape.Fields(
        ("name", s.Name),
        ("id", s.Id),
        ("description", Shape.Optional(s.Description)),
        ("status", s.StatusReason is null ? s.Status : $"{s.Status} ({s.StatusReason})"),
        ("kind", $"{s.Kind}, {s.Consistency}"),
        ("availability", s.DeleteProtection ? $"{s.Availability}, protected" : s.Availability),
        ("health", s.Health),
        ("tenant", s.Tenant),
        ("labels", Shape.Optional(string.Join(", ", s.Labels.Select(l => $"{l.Key}={l.Value}")))),
        ("family", Shape.Optional(Family(s))),
        ("created", Cell.Time(s.CreatedAt)),
        ("deleted", s.DeletedAt is { } at ? Cell.Time(at) : null),
        ("operation", s.OperationId),
        ("vCenter", s.VCenterInstanceUuid));

    public static IRenderable Template(TemplateDocument template) => Shape.Fields(
        ("name", template.Name),
        ("path", template.Path),
        ("moRef", template.MoRef),
        ("instance UUID", template.InstanceUuid),
        ("datastore", template.Datastore),
        ("folder", template.Folder));

    private static string WhyNoTemplate(SnapshotDocument s) => s.Status == Words.Of(SnapshotStatus.Creating)
        ? $"none yet: see vmsnap operation show {s.OperationId}"
        : "none was made";

    private static string Family(SnapshotDocument s) => (s.Family, s.Version) switch
    {
        (null, _) => string.Empty,
        (var family, null) => family,
        (var family, { } version) => string.Create(CultureInfo.InvariantCulture, $"{family} v{version}"),
    };
}
