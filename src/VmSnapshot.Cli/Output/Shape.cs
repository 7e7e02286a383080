using Spectre.Console;
using Spectre.Console.Rendering;

namespace VmSnapshot.Cli.Output;

/// <summary>The few shapes that all output for people has.</summary>
internal static class Shape
{
    /// <summary>A table without lines, so that it reads the same on a terminal and in a pipe.</summary>
    public static IRenderable Table(string[] headings, IEnumerable<IRenderable[]> rows, string whenEmpty)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = true };
        foreach (var heading in headings)
        {
            var numbers = heading is "CPUS" or "MEMORY" or "SIZE" or "KEY";
            table.AddColumn(new TableColumn(new Text(heading, new Style(decoration: Decoration.Bold)))
            {
                Alignment = numbers ? Justify.Right : Justify.Left,
                Padding = new Padding(0, 0, 2, 0),
            });
        }

        var count = 0;
        foreach (var row in rows)
        {
            table.AddRow(row);
            count++;
        }

        return count > 0 ? table : Cell.Of(whenEmpty);
    }

    /// <summary>The same, without the last <paramref name="optional"/> columns where the terminal has no room for them.</summary>
    public static IRenderable Table(string[] headings, IReadOnlyList<IRenderable[]> rows, string whenEmpty, int optional) => new WideOrNarrow(
        Table(headings, rows, whenEmpty),
        Table(headings[..^optional], rows.Select(row => row[..^optional]), whenEmpty));

    /// <summary>Names and values, one a line; those without a value are left out.</summary>
    public static IRenderable Fields(params (string Name, IRenderable? Value)[] fields)
    {
        var grid = new Grid();
        grid.AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(0, 0, 2, 0) });
        grid.AddColumn(new GridColumn { Padding = new Padding(0, 0, 0, 0) });
        foreach (var (name, value) in fields)
        {
            if (value is not null)
            {
                grid.AddRow(new Text(name, new Style(decoration: Decoration.Dim)), value);
            }
        }

        return grid;
    }

    public static IRenderable? Optional(string? text) => string.IsNullOrEmpty(text) ? null : Cell.Of(text);

    public static IRenderable Heading(string text) => new Text(Cell.Clean(text), new Style(decoration: Decoration.Bold));

    public static IRenderable Indented(IRenderable inner) => new Padder(inner, new Padding(2, 0, 0, 0));
}
