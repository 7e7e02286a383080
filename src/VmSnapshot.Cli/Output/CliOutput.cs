using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace VmSnapshot.Cli.Output;

/// <summary>Results on standard output, everything else on standard error.</summary>
internal sealed class CliOutput(bool json, bool quiet)
{
    private readonly Lazy<IAnsiConsole> _out = new(() => Consoles.Create(Console.Out, Console.IsOutputRedirected));
    private readonly Lazy<IAnsiConsole> _error = new(() => Consoles.Create(Console.Error, Console.IsErrorRedirected));
    private int _hasDocument;

    public bool IsJson { get; } = json;

    /// <summary>Shows a result: as JSON when asked for, else for people.</summary>
    public void Write<T>(T document, JsonTypeInfo<T> typeInfo, Func<T, IRenderable> view)
    {
        if (IsJson)
        {
            WriteJson(document, typeInfo);
        }
        else
        {
            Show(view(document));
        }
    }

    /// <summary>Shows something to people, on standard output. Not with <c>--json</c>.</summary>
    public void Show(IRenderable view)
    {
        if (!IsJson)
        {
            Console.Out.Write(Consoles.Render(_out.Value, view));
        }
    }

    /// <summary>A remark on standard error, unless <c>--quiet</c>.</summary>
    public void Note(string text)
    {
        if (!quiet)
        {
            Console.Error.WriteLine(Cell.Clean(text));
        }
    }

    public void WriteError(ErrorDocument document)
    {
        if (IsJson)
        {
            WriteJson(document, CliJson.Default.ErrorDocument);
            return;
        }

        var error = document.Error;
        var lines = new List<IRenderable>
        {
            new Paragraph().Append("error: ", new Style(Color.Red, decoration: Decoration.Bold)).Append(Cell.Clean(error.Message)),
        };
        if (error.OperationId is { } id)
        {
            lines.Add(new Text($"  operation {id}"));
        }

        lines.Add(new Text($"  ({error.Code})"));
        Console.Error.Write(Consoles.Render(_error.Value, new Rows(lines)));
    }

    /// <summary>Runs something long with its progress on standard error: a bar on a terminal, lines elsewhere.</summary>
    public Task<T> TrackAsync<T>(Func<ProgressDisplay, Task<T>> run)
    {
        if (quiet)
        {
            return run(new SilentProgress());
        }

        return Console.IsErrorRedirected ? run(new PlainProgress(Console.Error)) : LiveProgress.RunAsync(_error.Value, run);
    }

    private void WriteJson<T>(T document, JsonTypeInfo<T> typeInfo)
    {
        // One document, also when a second signal comes while the first one's outcome is written.
        if (Interlocked.Exchange(ref _hasDocument, 1) != 0)
        {
            return;
        }

        using var stream = Console.OpenStandardOutput();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = !Console.IsOutputRedirected, Encoder = CliJson.Encoder }))
        {
            JsonSerializer.Serialize(writer, document, typeInfo);
        }

        stream.WriteByte((byte)'\n');
    }
}
