using Spectre.Console;
using Spectre.Console.Rendering;

namespace VmSnapshot.Cli.Output;

/// <summary>Standard output and standard error as the library sees them: terminals as such, everything else without colours and never wrapped.</summary>
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

    /// <summary>The view as text for that console: whole lines, without the spaces that fill columns up.</summary>
    public static string Render(IAnsiConsole target, IRenderable view)
    {
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(text),
            Ansi = target.Profile.Capabilities.Ansi ? AnsiSupport.Yes : AnsiSupport.No,
            Interactive = InteractionSupport.No,
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        console.Profile.Width = target.Profile.Width;
        console.Profile.Capabilities.ColorSystem = target.Profile.Capabilities.ColorSystem;
        console.Profile.Capabilities.Unicode = target.Profile.Capabilities.Unicode;
        console.Write(view);
        return string.Join('\n', text.ToString().TrimEnd().Split('\n').Select(line => line.TrimEnd())) + "\n";
    }

    // https://no-color.org: set and not empty, whatever the value.
    private static bool IsColorUnwanted() => Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };
}
