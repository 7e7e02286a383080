namespace VmSnapshot.Simulator;

/// <summary>A login of a simulated vCenter. Its password is a test's: it is neither secret nor kept as one.</summary>
public sealed class UserDescription
{
    /// <summary>The role that may do everything.</summary>
    public const string Admin = "Admin";

    /// <summary>The role that may read everything and change nothing.</summary>
    public const string ReadOnly = "ReadOnly";

    /// <summary>The role that sees nothing.</summary>
    public const string NoAccess = "NoAccess";

    /// <summary>The user's name.</summary>
    public required string Name { get; init; }

    /// <summary>The password.</summary>
    public required string Password { get; init; }

    /// <summary>The role on everything. Default: <see cref="ReadOnly"/>.</summary>
    public string Role { get; set; } = ReadOnly;

    /// <summary>With any here, the user has a role with just these privileges in place of <see cref="Role"/>.</summary>
    public IList<string> Privileges { get; set; } = [];
}
