using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace VmSnapshot.Cli.Output;

/// <summary>Operations for people.</summary>
internal static class OperationViews
{
    private static readonly ListColumn[] Columns =
    [
        new("ID"), new("STATE"), new("KIND", GoesAs: 3), new("STEP", GoesAs: 4), new("DONE", GoesAs: 1), new("STARTED", GoesAs: 2),
        new("TOKEN", Fit.CutEnd, GoesAs: 6), new("ERROR", Fit.CutEnd, GoesAs: 5),
    ];

    private static readonly ListColumn[] AuditColumns =
        [new("AT"), new("ACTION"), new("WHO", Fit.CutEnd, GoesAs: 1), new("WHAT", Fit.CutEnd)];

    public static IRenderable List(OperationListDocument list)
    {
        var table = new ListTable(
            Columns,
            [
                .. list.Items.Select(o => new[]
                {
                    o.Id, o.State, o.Kind, o.Step, Percent(o), Cell.Time(o.StartedAt), o.Token ?? string.Empty, o.Error?.Code ?? string.Empty,
                }),
            ]);
        return list.Continue is null ? table : new Rows(table, Cell.Of($"There are more: --continue {list.Continue}"));
    }

    public static IRenderable Show(OperationDocument o)
    {
        var fields = Shape.Fields(
            ("id", o.Id),
            ("kind", o.Kind),
            ("state", o.State),
            ("step", o.Step),
            ("done", Percent(o)),
            ("token", o.Token),
            ("started", Cell.Time(o.StartedAt)),
            ("ended", o.EndedAt is { } at ? Cell.Time(at) : null),
            (o.EndedAt is null ? "stopped by" : "error", o.Error is { } error ? $"{error.Message} ({error.Code})" : null));
        return o.Audit is { } audit
            ? new Rows(
                fields,
                Shape.Heading("what was done"),
                Shape.Indented(Shape.Table(AuditColumns, audit.Select(entry => new[] { Cell.Time(entry.At), entry.Action, entry.Actor, entry.Detail ?? string.Empty }), "nothing")))
            : fields;
    }

    private static string Percent(OperationDocument o) => string.Create(CultureInfo.InvariantCulture, $"{o.Percent:0}%");
}
