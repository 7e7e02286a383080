using Spectre.Console;
using Spectre.Console.Rendering;

namespace VmSnapshot.Cli.Output;

/// <summary>
/// Short texts in columns, and behind them a long one that is wrapped between words only: an id that is longer than the terminal is wide
/// stays in one piece, and can be copied.
/// </summary>
internal sealed class Hanging(IReadOnlyList<HangingRow> rows) : IRenderable
{
    private const int Gap = 2;
    private const int Narrowest = 20;

    public Measurement Measure(RenderOptions options, int maxWidth)
    {
        var widest = Indent() + rows.SelectMany(row => row.Text.Split('\n')).Select(Cells).Append(0).Max();
        return new Measurement(Math.Min(widest, maxWidth), Math.Min(widest, maxWidth));
    }

    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        var widths = Widths();
        var indent = Indent();
        foreach (var row in rows)
        {
            foreach (var (at, (text, style)) in row.Heads.Index())
            {
                yield return new Segment(text, style);
                yield return new Segment(new string(' ', widths[at] - Cells(text) + Gap));
            }

            foreach (var (at, line) in row.Text.Split('\n').SelectMany(text => Wrap(text, Math.Max(Narrowest, maxWidth - indent))).Index())
            {
                yield return new Segment(at == 0 ? line : new string(' ', indent) + line);
                yield return Segment.LineBreak;
            }
        }
    }

    private static IEnumerable<string> Wrap(string text, int width)
    {
        var line = string.Empty;
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && Cells(line) + 1 + Cells(word) > width)
            {
                yield return line;
                line = word;
            }
            else
            {
                line = line.Length > 0 ? $"{line} {word}" : word;
            }
        }

        yield return line;
    }

    private static int Cells(string text) => new Segment(text).CellCount();

    private int[] Widths() => rows.Count == 0 ? [] : [.. Enumerable.Range(0, rows[0].Heads.Length).Select(at => rows.Max(row => Cells(row.Heads[at].Text)))];

    private int Indent() => Widths().Sum(width => width + Gap);
}

/// <summary>One row: short texts with their styles, and the long one, where a line break begins a new line.</summary>
internal sealed record HangingRow((string Text, Style Style)[] Heads, string Text);
