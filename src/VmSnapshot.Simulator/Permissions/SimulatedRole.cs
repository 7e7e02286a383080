using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Permissions;

/// <summary>A set of privileges with a name.</summary>
internal sealed class SimulatedRole
{
    private readonly HashSet<string> _privileges;

    internal SimulatedRole(int id, string name, string label, string summary, bool isSystem, IEnumerable<string> privileges)
    {
        Name = name;
        _privileges = new(privileges, StringComparer.Ordinal);
        Description = new AuthorizationRole
        {
            RoleId = id,
            System = isSystem,
            Name = name,
            Info = new Description { Label = label, Summary = summary },
            Privilege = _privileges.Order(StringComparer.Ordinal).ToList(),
        };
    }

    internal string Name { get; }

    internal int Id => Description.RoleId;

    /// <summary>As <c>AuthorizationManager.roleList</c> shows it.</summary>
    internal AuthorizationRole Description { get; }

    internal bool Has(string privilege) => _privileges.Contains(privilege);
}
