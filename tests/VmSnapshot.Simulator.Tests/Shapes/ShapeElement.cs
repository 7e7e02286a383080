namespace VmSnapshot.Simulator.Tests.Shapes;

/// <summary>An element of a recorded answer.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Always">Whether it stood in every element that held it.</param>
/// <param name="Repeats">Whether it stood there more than once.</param>
/// <param name="Forms">Its forms; one without a key where it has but one.</param>
internal sealed record ShapeElement(string Name, bool Always, bool Repeats, List<ShapeForm> Forms);
