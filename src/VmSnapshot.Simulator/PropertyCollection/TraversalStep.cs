using VmSnapshot.Simulator.Objects;

namespace VmSnapshot.Simulator.PropertyCollection;

/// <summary>A TraversalSpec, with the steps that follow it found by their names.</summary>
internal sealed class TraversalStep
{
    private readonly Dictionary<string, string> _privileges = new(StringComparer.Ordinal);

    internal required string Type { get; init; }

    internal required PropertyPath Path { get; init; }

    /// <summary>Whether what it leads to is only gone on from.</summary>
    internal bool Skip { get; init; }

    /// <summary>What follows; filled in once all names are known, for a step may lead to itself.</summary>
    internal IReadOnlyList<TraversalStep> Next { get; set; } = [];

    /// <summary>What reading the path needs at objects of a type: who lacks it isn't led further.</summary>
    internal string PrivilegeAt(string type)
    {
        if (!_privileges.TryGetValue(type, out string? privilege))
        {
            _privileges.Add(type, privilege = ReadPrivileges.Of(type, Path.Property));
        }

        return privilege;
    }

    internal bool AppliesTo(ManagedObject target) => FilterPlan.IsKindOf(target.Reference.Type, Type);
}
