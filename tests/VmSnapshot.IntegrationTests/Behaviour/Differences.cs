namespace VmSnapshot.IntegrationTests.Behaviour;

/// <summary>Every case in which vcsim 0.24.2 differs.</summary>
public static class Differences
{
    public static IReadOnlyList<Difference> All { get; } = [];

    public static Difference? Of(string name) => All.SingleOrDefault(difference => difference.Case == name);
}
