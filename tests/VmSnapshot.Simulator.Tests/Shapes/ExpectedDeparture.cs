namespace VmSnapshot.Simulator.Tests.Shapes;

/// <summary>A difference that is as it should be.</summary>
/// <param name="Path">Where.</param>
/// <param name="What">What differs; one that ends in an asterisk stands for all that begin so.</param>
/// <param name="Why">Why it may.</param>
internal sealed record ExpectedDeparture(string Path, string What, string Why)
{
    internal bool Covers(ShapeDifference difference)
        => difference.Path == Path && (What.EndsWith('*') ? difference.What.StartsWith(What[..^1], StringComparison.Ordinal) : difference.What == What);
}
