using Spectre.Console;
using Spectre.Console.Rendering;

namespace VmSnapshot.Cli.Output;

/// <summary>Where the simulated vCenter is, for people.</summary>
internal static class SimulatorView
{
    public static IRenderable Show(SimulatorDocument document) => new Rows(
        new[] { $"url {document.Url}", document.Thumbprint is { } thumbprint ? $"thumbprint {thumbprint}" : null }.OfType<string>().Select(line => new Text(line)));
}
