using Spectre.Console;
using Spectre.Console.Rendering;

namespace VmSnapshot.Cli.Output;

/// <summary>The outcome of the checks, for people.</summary>
internal static class DoctorView
{
    private static readonly Style Bold = new(decoration: Decoration.Bold);

    public static IRenderable Show(DoctorDocument document) => new Hanging(
        [new HangingRow([("CHECK", Bold), (string.Empty, Style.Plain)], "FOUND"), .. document.Checks.Select(Row)]);

    private static HangingRow Row(CheckItem check) => new(
        [(check.Name, Style.Plain), Outcome(check)],
        Cell.Clean(check.Detail) + (check.Remedy is { } remedy ? $"\nRemedy: {Cell.Clean(remedy)}" : string.Empty));

    // A check that failed says with which code; one that could not be made has none.
    private static (string Text, Style Style) Outcome(CheckItem check) => check switch
    {
        { Ok: true } => ("pass", new Style(Color.Green)),
        { Code: null } => ("not run", new Style(Color.Yellow)),
        _ => ("FAIL", new Style(Color.Red)),
    };
}
