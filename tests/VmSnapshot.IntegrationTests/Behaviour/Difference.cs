namespace VmSnapshot.IntegrationTests.Behaviour;

/// <summary>A case in which vcsim does otherwise than vCenter, and therefore otherwise than VmSnapshot.Simulator.</summary>
/// <param name="Case">The case of the <see cref="BehaviourSuite"/>.</param>
/// <param name="Vcsim">What the case sees on vcsim, exactly.</param>
/// <param name="Documented">What vCenter does.</param>
/// <param name="Deviation">What vcsim does instead.</param>
/// <param name="Why">Who is right, and which documentation or whose experience says so.</param>
public sealed record Difference(string Case, string Vcsim, string Documented, string Deviation, string Why);
