namespace VmSnapshot.Simulator.Tests.Shapes;

/// <summary>Where an answer departs from the recorded ones.</summary>
/// <param name="Path">Where: element names, and forms in brackets; a property stands as <c>Type.path</c>.</param>
/// <param name="What">What differs there.</param>
internal sealed record ShapeDifference(string Path, string What)
{
    public override string ToString() => $"{Path}: {What}";
}
