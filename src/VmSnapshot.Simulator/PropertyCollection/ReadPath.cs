namespace VmSnapshot.Simulator.PropertyCollection;

/// <summary>A path to read of the objects of one type.</summary>
/// <param name="Path">The path.</param>
/// <param name="Declaration">What stands there.</param>
/// <param name="Privilege">What reading it needs.</param>
internal sealed record ReadPath(PropertyPath Path, PropertyDeclaration Declaration, string Privilege);
