using Spectre.Console;

namespace VmSnapshot.Cli.Output;

internal static class Consoles
{
    // Wide enough that no path or id of a vCenter is ever wrapped where a program reads it.
    private const int PipeWidth = 8192;

    public static IAnsiConsole Create(TextWriter writer, bool isRedirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isRedirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = isRedirected || IsColorUnwanted() ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = isRedirected ? InteractionSupport.No : InteractionSupport.Detect,
            // No guessing by the names of build servers: what a pipe gets is always the same.
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        if (isRedirected)
        {
            console.Profile.Width = PipeWidth;
        }

        return console;
    }

    // https://no-color.org: set and not empty, whatever the value.
    private static bool IsColorUnwanted() => Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };
}
