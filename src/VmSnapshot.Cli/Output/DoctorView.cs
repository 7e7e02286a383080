using Spectre.Console;
using Spectre.Console.Rendering;

namespace VmSnapshot.Cli.Output;

/// <summary>The outcome of the checks, for people.</summary>
internal static class DoctorView
{
    public static IRenderable Show(DoctorDocument document) => Shape.Table(
        ["CHECK", string.Empty, "FOUND"],
        document.Checks.Select(check => new IRenderable[]
        {
            Cell.Of(check.Name),
            check.Ok ? new Text("pass", new Style(Color.Green)) : new Text("FAIL", new Style(Color.Red)),
            check.Remedy is { } remedy ? new Rows(Cell.Of(check.Detail), Cell.Of($"Remedy: {remedy}")) : Cell.Of(check.Detail),
        }),
        "nothing was checked");
}
