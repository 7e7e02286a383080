using Spectre.Console;
using VmSnapshot.Sdk;

namespace VmSnapshot.Cli.Output;

/// <summary>A bar that moves, on a terminal.</summary>
internal sealed class LiveProgress : ProgressDisplay
{
    private readonly ProgressTask _bar;
    private string? _note;

    private LiveProgress(ProgressTask bar) => _bar = bar;

    public static async Task<T> RunAsync<T>(IAnsiConsole console, Func<ProgressDisplay, Task<T>> run) =>
        await console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(context => run(new LiveProgress(context.AddTask("connecting", maxValue: 100))));

    public override void Report(OperationProgress value)
    {
        if (_note is null)
        {
            _bar.Description = Describe(value.Message.Length > 0 ? value.Message : value.Step);
        }

        _bar.Value = value.PercentComplete;
    }

    public override void Note(string text)
    {
        _note = text;
        _bar.Description = Describe(text);
    }

    private static string Describe(string text) => Markup.Escape(Cell.Clean(text));
}
