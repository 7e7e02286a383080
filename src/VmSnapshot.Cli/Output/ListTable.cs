using Spectre.Console;
using Spectre.Console.Rendering;

namespace VmSnapshot.Cli.Output;

/// <summary>What may happen to a column where the terminal is too narrow.</summary>
internal enum Fit
{
    /// <summary>Stays whole: numbers, words of a few letters.</summary>
    Whole,

    /// <summary>Is cut at its end: names.</summary>
    CutEnd,

    /// <summary>Is cut at its beginning: paths, whose last part tells them apart.</summary>
    CutStart,
}

/// <summary>A column: its heading, how it fits, and which of those that may go, the highest first, goes first where cutting isn't enough; 0 stays.</summary>
internal sealed record ListColumn(string Heading, Fit Fit = Fit.Whole, int GoesAs = 0)
{
    public bool IsNumber => Heading is "CPUS" or "MEMORY" or "SIZE" or "KEY";
}

/// <summary>
/// A table without lines, one row a line, so that it reads the same on a terminal and in a pipe. Nothing is ever wrapped: an id or moRef is
/// there as a whole or not at all, so that it can be copied. Names and paths are cut first, then columns are left out.
/// </summary>
internal sealed class ListTable(IReadOnlyList<ListColumn> columns, IReadOnlyList<string[]> rows) : IRenderable
{
    private const int Gap = 2;

    /// <summary>What a name or path is cut to at most.</summary>
    private const int Shortest = 16;

    private static readonly Style Bold = new(decoration: Decoration.Bold);

    private readonly string[][] _rows = [.. rows.Select(row => row.Select(Cell.Clean).ToArray())];

    public Measurement Measure(RenderOptions options, int maxWidth)
    {
        var (shown, widths) = Plan(maxWidth);
        var width = Total(shown, widths);
        return new Measurement(Math.Min(width, maxWidth), Math.Min(width, maxWidth));
    }

    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        var (shown, widths) = Plan(maxWidth);
        return Line(columns.Select(column => column.Heading).ToArray(), Bold)
            .Concat(_rows.SelectMany(row => Line(row, Style.Plain)));

        IEnumerable<Segment> Line(string[] cells, Style style)
        {
            var text = string.Join(new string(' ', Gap), shown.Select(at => Fill(Cut(cells[at], widths[at], columns[at].Fit, options.Unicode), widths[at], columns[at].IsNumber)));
            yield return new Segment(text.TrimEnd(), style);
            yield return Segment.LineBreak;
        }
    }

    private static string Fill(string text, int width, bool right)
    {
        var rest = new string(' ', Math.Max(0, width - Cells(text)));
        return right ? rest + text : text + rest;
    }

    private static string Cut(string text, int width, Fit fit, bool unicode)
    {
        if (fit == Fit.Whole || Cells(text) <= width)
        {
            return text;
        }

        var mark = unicode ? "\u2026" : "...";
        var runes = text.EnumerateRunes().Select(rune => rune.ToString()).ToList();
        while (runes.Count > 0 && Cells(string.Concat(runes)) > width - mark.Length)
        {
            runes.RemoveAt(fit == Fit.CutEnd ? runes.Count - 1 : 0);
        }

        return fit == Fit.CutEnd ? string.Concat(runes) + mark : mark + string.Concat(runes);
    }

    private static int Cells(string text) => new Segment(text).CellCount();

    private static int Total(List<int> shown, int[] widths) => shown.Sum(at => widths[at]) + (Gap * (shown.Count - 1));

    /// <summary>The columns that are shown, and how wide each is.</summary>
    private (List<int> Shown, int[] Widths) Plan(int available)
    {
        var natural = columns.Select((column, at) => _rows.Select(row => Cells(row[at])).Append(Cells(column.Heading)).Max()).ToArray();
        var shown = Enumerable.Range(0, columns.Count).ToList();
        while (true)
        {
            var widths = (int[])natural.Clone();
            while (Total(shown, widths) > available && Widest(shown, widths) is { } at)
            {
                widths[at]--;
            }

            var next = shown.MaxBy(at => columns[at].GoesAs);
            if (Total(shown, widths) <= available || columns[next].GoesAs == 0)
            {
                return (shown, widths);
            }

            shown.Remove(next);
        }
    }

    private int? Widest(List<int> shown, int[] widths)
    {
        var shortened = shown.Where(at => columns[at].Fit != Fit.Whole && widths[at] > Shortest).ToList();
        return shortened.Count == 0 ? null : shortened.MaxBy(at => widths[at]);
    }
}
