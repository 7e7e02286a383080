using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;
using Spectre.Console.Rendering;
using VmSnapshot.Sdk;

namespace VmSnapshot.Cli.Output;

/// <summary>Results on standard output, everything else on standard error.</summary>
internal sealed class CliOutput(bool json, bool quiet)
{
    private readonly Lazy<IAnsiConsole> _out = new(() => Consoles.Create(Console.Out, Console.IsOutputRedirected));
    private readonly Lazy<IAnsiConsole> _error = new(() => Consoles.Create(Console.Error, Console.IsErrorRedirected));
    private const string OutputLost = "The result could not be written to standard output";
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

    /// <summary>Shows a list; people are told on standard error that it is empty, and a script that counts lines gets none.</summary>
    public void WriteList<T>(T document, JsonTypeInfo<T> typeInfo, Func<T, IRenderable> view, int count, string whenEmpty)
    {
        if (count > 0 || IsJson)
        {
            Write(document, typeInfo, view);
        }
        else
        {
            Note(whenEmpty);
        }
    }

    /// <summary>Shows something to people, on standard output. Not with <c>--json</c>.</summary>
    public void Show(IRenderable view)
    {
        if (!IsJson)
        {
            var text = Consoles.Render(_out.Value, view);
            ToStandardOutput(() => Console.Out.Write(text));
        }
    }

    /// <summary>What went wrong with a part of the result, on standard error for people; the document has it otherwise.</summary>
    public void Warn(string text)
    {
        if (!IsJson)
        {
            Tell(text);
        }
    }

    /// <summary>A remark on standard error, unless <c>--quiet</c>.</summary>
    public void Note(string text)
    {
        if (!quiet)
        {
            Tell(text);
        }
    }

    /// <summary>Something that was done beside what was asked for, on standard error, always.</summary>
    public static void Tell(string text) => Console.Error.WriteLine(Cell.Clean(text));

    public void WriteError(ErrorDocument document)
    {
        var error = document.Error;
        // A document was begun already where it was standard output that failed.
        if (IsJson && Volatile.Read(ref _hasDocument) == 0)
        {
            WriteJson(document, CliJson.Default.ErrorDocument);
            return;
        }

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

        // A terminal that can't move its cursor, such as TERM=dumb, gets lines too: a bar would not be seen there at all.
        return Console.IsErrorRedirected || _error.Value.Profile.Capabilities is not { Ansi: true, Interactive: true }
            ? PlainProgress.RunAsync(Console.Error, run)
            : LiveProgress.RunAsync(_error.Value, run);
    }

    /// <summary>A full disk or a closed descriptor under standard output is no fault of the command, which did its work.</summary>
    private static void ToStandardOutput(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VmSnapshotException(CliErrors.Unexpected, $"{OutputLost}: {e.Message}", e);
        }
    }

    private void WriteJson<T>(T document, JsonTypeInfo<T> typeInfo)
    {
        // One document, also when a second signal comes while the first one's outcome is written.
        if (Interlocked.Exchange(ref _hasDocument, 1) != 0)
        {
            return;
        }

        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, new JsonWriterOptions { Indented = !Console.IsOutputRedirected, Encoder = CliJson.Encoder }))
        {
            JsonSerializer.Serialize(writer, document, typeInfo);
        }

        text.WriteByte((byte)'\n');
        ToStandardOutput(() =>
        {
            using var stream = Console.OpenStandardOutput();
            text.WriteTo(stream);
        });
    }
}
