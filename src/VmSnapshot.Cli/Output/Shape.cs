using Spectre.Console;
using Spectre.Console.Rendering;

namespace VmSnapshot.Cli.Output;

/// <summary>The few shapes that all output for people has.</summary>
internal static class Shape
{
    private static readonly Style Dim = new(decoration: Decoration.Dim);

    /// <summary>A table, or a word where it would be empty.</summary>
    public static IRenderable Table(ListColumn[] columns, IEnumerable<string[]> rows, string whenEmpty)
    {
        var all = rows.ToList();
        return all.Count > 0 ? new ListTable(columns, all) : Cell.Of(whenEmpty);
    }

    /// <summary>Names and values, one a line; those without a value are left out.</summary>
    public static IRenderable Fields(params (string Name, string? Value)[] fields) =>
        new Hanging([.. fields.Where(field => field.Value is not null).Select(field => new HangingRow([(field.Name, Dim)], Cell.Clean(field.Value!)))]);

    public static string? Optional(string? text) => string.IsNullOrEmpty(text) ? null : text;

    public static IRenderable Heading(string text) => new Text(Cell.Clean(text), new Style(decoration: Decoration.Bold));

    public static IRenderable Indented(IRenderable inner) => new Padder(inner, new Padding(2, 0, 0, 0));
}
