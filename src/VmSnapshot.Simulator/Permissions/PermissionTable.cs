using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Permissions;

/// <summary>
/// Users, roles, and who has which role on what. The rules are those of the vSphere Web Services API reference
/// (AuthorizationManager) and of the vSphere security documentation: the permission nearest to an entity counts; what
/// belongs to a datacenter or a compute resource as its own folder or root pool always inherits; a VM inherits from its
/// folder and from its pool, and has the privileges of both.
/// </summary>
internal sealed class PermissionTable
{
    private const int FirstOwnRole = 10;
    private const string View = "System.View";
    private readonly VCenter _vCenter;
    private readonly Dictionary<string, SimulatedUser> _users = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<SimulatedRole> _roles = [];
    private readonly Dictionary<ManagedObjectReference, List<Permission>> _byEntity = [];

    internal PermissionTable(VCenter vCenter)
    {
        _vCenter = vCenter;
        SimulatedRole System(int id, string name, string label, string summary, params IEnumerable<string> privileges)
        {
            var role = new SimulatedRole(id, name, label, summary, isSystem: true, privileges);
            _roles.Add(role);
            return role;
        }

        NoAccess = System(-5, "NoAccess", "No access", "Hides an object from a user");
        Anonymous = System(-4, "Anonymous", "Anonymous", "What a user may do who isn't logged in; can't be granted", "System.Anonymous");
        ViewOnly = System(-3, "View", "View", "Sees that objects are there; can't be granted", "System.Anonymous", View);
        ReadOnly = System(-2, "ReadOnly", "Read-only", "Sees the details of objects and changes nothing", "System.Anonymous", "System.Read", View);
        Admin = System(-1, "Admin", "Administrator", "May do everything", PrivilegeCatalog.Ids);

        AddUser(vCenter.Options.UserName, vCenter.Options.Password, Admin);
        vCenter.World.EntityProperties["permission"] = PermissionsOn;
        vCenter.World.EntityProperties["effectiveRole"] = entity => EffectiveRoles(SimulatedCall.Current?.Session?.User, entity);
    }

    internal SimulatedRole NoAccess { get; }

    internal SimulatedRole Anonymous { get; }

    internal SimulatedRole ViewOnly { get; }

    internal SimulatedRole ReadOnly { get; }

    internal SimulatedRole Admin { get; }

    internal IReadOnlyList<SimulatedRole> Roles => _roles;

    internal SimulatedUser? FindUser(string? name) => name is null ? null : _users.GetValueOrDefault(name);

    internal SimulatedRole? FindRole(string name) => _roles.Find(role => role.Name == name);

    /// <summary>Adds a user who has the role on everything; without a role the user can't even log in before a grant.</summary>
    internal SimulatedUser AddUser(string name, string password, SimulatedRole? role)
    {
        var user = new SimulatedUser(name, password);
        if (!_users.TryAdd(name, user))
        {
            throw new ArgumentException($"There is a user {name} already.", nameof(name));
        }

        if (role is not null)
        {
            Grant(_vCenter.RootFolder, user, role, propagates: true);
        }

        return user;
    }

    /// <summary>Adds a role; like vCenter it gives each the privileges to see and to read.</summary>
    internal SimulatedRole AddRole(string name, params IEnumerable<string> privileges)
    {
        string[] all = ["System.Anonymous", "System.Read", View, .. privileges];
        if (all.FirstOrDefault(privilege => !PrivilegeCatalog.Ids.Contains(privilege)) is { } unknown)
        {
            throw new ArgumentException($"There is no privilege {unknown}.", nameof(privileges));
        }

        if (FindRole(name) is not null)
        {
            throw new ArgumentException($"There is a role {name} already.", nameof(name));
        }

        int id = Math.Max(FirstOwnRole, _roles.Max(role => role.Id) + 1);
        var added = new SimulatedRole(id, name, name, name, isSystem: false, all);
        _roles.Add(added);
        return added;
    }

    /// <summary>Gives a user a role on an entity, in the place of the one that the user had there.</summary>
    internal void Grant(ManagedEntity entity, SimulatedUser user, SimulatedRole role, bool propagates = true)
    {
        if (role == Anonymous || role == ViewOnly)
        {
            throw new ArgumentException($"The role {role.Name} can't be granted.", nameof(role));
        }

        if (entity.Parent is { } whole && IsPart(entity, whole))
        {
            throw new ArgumentException($"{entity.Name} always has the permissions of {whole.Name}.", nameof(entity));
        }

        user.Grants[entity.Reference] = (role, propagates);
        user.Everywhere = user.Grants.Count == 1 && entity == _vCenter.RootFolder && propagates ? role : null;
        List<Permission> permissions = _byEntity.TryGetValue(entity.Reference, out List<Permission>? known) ? known : _byEntity[entity.Reference] = [];
        permissions.RemoveAll(permission => permission.Principal == user.Name);
        permissions.Add(new Permission { Entity = entity.Reference, Principal = user.Name, RoleId = role.Id, Propagate = propagates });
        entity.Renew("permission");
    }

    /// <summary>Refuses a call whose user lacks a privilege that the schema or the API reference asks for.</summary>
    /// <exception cref="VimFaultException">NoPermission.</exception>
    internal void Admit(SimulatedCall call, ManagedObject target)
    {
        if (call.Session is not { } session || session.User.Everywhere == Admin)
        {
            return;
        }

        VimRequestType request = call.Request;
        if (request.Privilege is { } privilege)
        {
            Require(call, target, privilege);
        }

        foreach ((string parameter, string needed) in request.ParameterPrivileges)
        {
            request.TryGetMember(parameter, out object? value);
            foreach (ManagedObjectReference reference in value as IReadOnlyList<ManagedObjectReference> ?? (value is ManagedObjectReference one ? [one] : []))
            {
                Require(call, reference, needed);
            }
        }

        foreach ((ManagedObjectReference? on, string needed) in RequestPrivileges.Of(_vCenter, target, request))
        {
            Require(call, on, needed);
        }
    }

    /// <summary>Refuses unless the call's user has the privilege on an object; for one of the service's own objects it counts on the root folder.</summary>
    /// <exception cref="VimFaultException">NoPermission.</exception>
    internal void Require(SimulatedCall call, ManagedObject on, string privilege)
    {
        if (!Has(call.User.User, on, privilege))
        {
            throw SimulatedFault.NoPermission(CheckedOn(on), privilege);
        }
    }

    /// <summary>Refuses unless the call's user has the privilege on what the reference names; what isn't there is for the operation to refuse.</summary>
    /// <exception cref="VimFaultException">NoPermission.</exception>
    internal void Require(SimulatedCall call, ManagedObjectReference? on, string privilege)
    {
        if (_vCenter.World.Find(on) is { } found)
        {
            Require(call, found, privilege);
        }
    }

    /// <summary>The entity on which a privilege counts that somebody needs for an object: for one of the service's own, the root folder.</summary>
    internal ManagedObjectReference CheckedOn(ManagedObject obj) => (EntityOf(obj) ?? _vCenter.RootFolder).Reference;

    /// <summary>Whether the user has the privilege on the object.</summary>
    internal bool Has(SimulatedUser user, ManagedObject on, string privilege)
    {
        if (user.Everywhere is { } role)
        {
            return role.Has(privilege);
        }

        if (EntityOf(on) is { } entity)
        {
            return RolesOn(user, entity).Any(role => role.Has(privilege)) || (privilege == View && LeadsToGrant(user, entity));
        }

        // Everybody who can log in may use the service's own objects; what they change belongs to the root folder.
        return privilege.StartsWith("System.", StringComparison.Ordinal) || Has(user, _vCenter.RootFolder, privilege);
    }

    /// <summary>Whether the session may know that the object is there: the property collector leaves others out.</summary>
    internal bool CanView(SimulatedSession session, ManagedObject obj) => Has(session.User, obj, View);

    /// <summary>The privileges that a user has on an entity, sorted.</summary>
    internal static IReadOnlyList<string> PrivilegesOn(SimulatedUser user, ManagedEntity entity)
        => RolesOn(user, entity).SelectMany(role => role.Description.Privilege!).Distinct().Order(StringComparer.Ordinal).ToList();

    /// <summary>Whether the user has been given anything at all; without it a login is refused.</summary>
    internal bool HasAccess(SimulatedUser user) => user.Grants.Values.Any(grant => grant.Role != NoAccess);

    private List<Permission> PermissionsOn(ManagedEntity entity)
        => entity.Parent is { } whole && IsPart(entity, whole)
            ? PermissionsOn(whole)
            : _byEntity.TryGetValue(entity.Reference, out List<Permission>? permissions) ? [.. permissions] : [];

    private int[] EffectiveRoles(SimulatedUser? user, ManagedEntity entity)
    {
        if (user is null)
        {
            return [];
        }

        int[] ids = [.. RolesOn(user, entity).Select(role => role.Id).Distinct()];
        return ids.Length > 0 || !LeadsToGrant(user, entity) ? ids : [ViewOnly.Id];
    }

    private static IEnumerable<SimulatedRole> RolesOn(SimulatedUser user, ManagedEntity entity)
    {
        if (user.Everywhere is { } everywhere)
        {
            return [everywhere];
        }

        if (entity is not VirtualMachine vm || user.Grants.ContainsKey(vm.Reference))
        {
            return Nearest(user, entity, isInherited: false) is { } role ? [role] : [];
        }

        return new[] { Nearest(user, vm.Parent, isInherited: true), Nearest(user, vm.Pool, isInherited: true) }.OfType<SimulatedRole>();
    }

    private static SimulatedRole? Nearest(SimulatedUser user, ManagedEntity? from, bool isInherited)
    {
        for (ManagedEntity? current = from; current is not null; current = current.Parent)
        {
            if (user.Grants.TryGetValue(current.Reference, out (SimulatedRole Role, bool Propagates) grant) && (grant.Propagates || !isInherited))
            {
                return grant.Role;
            }

            isInherited |= current.Parent is not { } parent || !IsPart(current, parent);
        }

        return null;
    }

    private static bool IsPart(ManagedEntity entity, ManagedEntity whole) => (entity, whole) switch
    {
        (Folder, Datacenter) => true,
        (ResourcePool, ComputeResource) => true,
        (HostSystem, ComputeResource compute) => !compute.IsCluster,
        _ => false,
    };

    // Clients show a tree: whoever has a role on something in it sees the way there.
    private bool LeadsToGrant(SimulatedUser user, ManagedEntity entity)
        => user.Grants.Any(grant => grant.Value.Role != NoAccess
            && _vCenter.World.Find(grant.Key) is ManagedEntity granted
            && granted.Ancestors.Contains(entity));

    private static ManagedEntity? EntityOf(ManagedObject obj) => obj switch
    {
        ManagedEntity entity => entity,
        VirtualMachineSnapshot snapshot => snapshot.Vm,
        Tasks.SimulatedTask task => task.Entity,
        _ => null,
    };
}
