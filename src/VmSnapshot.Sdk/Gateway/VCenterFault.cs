namespace VmSnapshot.Sdk.Gateway;

/// <summary>A vim25 fault: its name, its place in the hierarchy of faults, and what vCenter said.</summary>
public sealed record VCenterFault
{
    /// <summary>The vim25 name, for example <c>DuplicateName</c>.</summary>
    public required string Name { get; init; }

    /// <summary>vCenter's own message. May be empty: many faults say all they say with their name.</summary>
    public string Message { get; init; } = string.Empty;

    /// <summary>The names of the fault's bases, nearest first: <c>NotAuthenticated</c> has <c>NoPermission</c> here.</summary>
    public IReadOnlyList<string> BaseNames { get; init; } = [];

    /// <summary>What the fault's own fields say: the missing privilege, the invalid property. In words, or null.</summary>
    public string? Detail { get; init; }

    /// <summary>Whether this is that fault or derives from it.</summary>
    /// <param name="name">A vim25 fault name.</param>
    public bool Is(string name) => Name == name || BaseNames.Contains(name);
}
