namespace VmSnapshot.IntegrationTests.Behaviour;

/// <summary>
/// Every case in which vcsim 0.24.2 differs, by subject. The suite holds vcsim to it: a difference that isn't here, or one
/// that is here and is none any more, fails. docs/simulator-and-vcsim.md shows it to people.
/// </summary>
public static partial class Differences
{
    private const string Missing = "MethodNotFound";
    private const string NoAnswer = "no answer";

    /// <summary>The subjects in the order to read them.</summary>
    public static IReadOnlyList<(string Subject, IReadOnlyList<Difference> Differences)> BySubject { get; } =
    [
        ("Property collector", PropertyCollector),
        ("Views and search", Views),
        ("Tasks", Tasks),
        ("Clones and templates", Clones),
        ("Power", Power),
        ("Reconfiguration", Reconfiguration),
        ("Snapshots", Snapshots),
        ("Folders and custom fields", Folders),
        ("Customization", Customization),
        ("Events", Events),
        ("Placement", Placement),
    ];

    public static IEnumerable<Difference> All => BySubject.SelectMany(subject => subject.Differences);

    public static Difference? Of(string name) => All.SingleOrDefault(difference => difference.Case == name);
}
