using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Permissions;

/// <summary>Asking for privileges (API reference, AuthorizationManager).</summary>
internal static class PermissionOperations
{
    internal static void Register(VCenter vCenter)
    {
        ManagedObject manager = vCenter.World.Find(vCenter.Content.AuthorizationManager)!;
        manager.Derive("privilegeList", () => PrivilegeCatalog.Descriptions);
        manager.Derive("roleList", () => vCenter.Permissions.Roles.Select(role => role.Description).ToList());

        vCenter.Operations.On<HasPrivilegeOnEntitiesRequestType>((_, request) =>
        {
            SimulatedSession? session = vCenter.Sessions.FindByKey(request.SessionId);
            return Entities(vCenter, request.Entity).Select(entity => new EntityPrivilege
            {
                Entity = entity.Reference,
                PrivAvailability = (request.PrivId ?? []).Select(privilege => new PrivilegeAvailability
                {
                    PrivId = privilege,
                    IsGranted = session is not null && vCenter.Permissions.Has(session.User, entity, privilege),
                }).ToList(),
            }).ToList();
        });
        vCenter.Operations.On<FetchUserPrivilegeOnEntitiesRequestType>((_, request) =>
        {
            SimulatedUser? user = vCenter.Permissions.FindUser(request.UserName);
            return Entities(vCenter, request.Entities).Select(entity => new UserPrivilegeResult
            {
                Entity = entity.Reference,
                Privileges = user is null ? [] : PermissionTable.PrivilegesOn(user, entity),
            }).ToList();
        });
    }

    private static List<ManagedEntity> Entities(VCenter vCenter, IReadOnlyList<ManagedObjectReference>? references)
        => (references ?? []).Select(reference => vCenter.World.Require<ManagedEntity>(reference, "entity")).ToList();
}
