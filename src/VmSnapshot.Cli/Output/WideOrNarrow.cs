using Spectre.Console.Rendering;

namespace VmSnapshot.Cli.Output;

/// <summary>The first view where there is room for it, else the second: on a narrow terminal ids are left out rather than broken.</summary>
internal sealed class WideOrNarrow(IRenderable wide, IRenderable narrow) : IRenderable
{
    public Measurement Measure(RenderOptions options, int maxWidth) => Choose(options, maxWidth).Measure(options, maxWidth);

    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => Choose(options, maxWidth).Render(options, maxWidth);

    private IRenderable Choose(RenderOptions options, int maxWidth) =>
        wide.Measure(options, int.MaxValue / 2).Max <= maxWidth ? wide : narrow;
}
