using System.Globalization;
using VmSnapshot.Sdk;

namespace VmSnapshot.Cli.Output;

/// <summary>Shows how far something is. Called in order, on the caller's thread.</summary>
internal abstract class ProgressDisplay : IProgress<OperationProgress>
{
    public abstract void Report(OperationProgress value);

    /// <summary>Says something beside the progress.</summary>
    public abstract void Note(string text);
}

/// <summary>Shows nothing.</summary>
internal sealed class SilentProgress : ProgressDisplay
{
    public override void Report(OperationProgress value)
    {
    }

    public override void Note(string text)
    {
    }
}

/// <summary>Lines, for logs: when step or message changes, and each ten percent.</summary>
internal sealed class PlainProgress(TextWriter writer) : ProgressDisplay
{
    private (string Step, string Message, int Tenth) _shown;
    private OperationProgress? _last;

    public static async Task<T> RunAsync<T>(TextWriter writer, Func<ProgressDisplay, Task<T>> run)
    {
        var progress = new PlainProgress(writer);
        var result = await run(progress);
        if (progress._last is { } last)
        {
            progress.Show(last);
        }

        return result;
    }

    public override void Report(OperationProgress value)
    {
        // The end is only told of what ended well: an operation that fails gets to 100 percent as well.
        if (value.PercentComplete >= 100)
        {
            _last = value;
        }
        else
        {
            Show(value);
        }
    }

    private void Show(OperationProgress value)
    {
        var now = (value.Step, value.Message, Tenth: (int)value.PercentComplete / 10);
        if (now != _shown && value.Message.Length > 0)
        {
            _shown = now;
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{value.Step,-16} {value.PercentComplete,3:0}% {Cell.Clean(value.Message)}"));
        }
    }

    public override void Note(string text) => writer.WriteLine(Cell.Clean(text));
}
