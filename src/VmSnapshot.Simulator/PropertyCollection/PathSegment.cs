namespace VmSnapshot.Simulator.PropertyCollection;

/// <summary>A part of a property path: a name, and with a key one item of the list of that name.</summary>
/// <param name="Name">The name of a property or member.</param>
/// <param name="Key">The key without its quotes, or null.</param>
internal sealed record PathSegment(string Name, string? Key);
