using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.CustomFields;

/// <summary>Defining and setting custom fields (API reference, CustomFieldsManager).</summary>
internal static class CustomFieldOperations
{
    internal static void Register(VCenter vCenter)
    {
        vCenter.Operations.On<AddCustomFieldDefRequestType>((_, request) =>
        {
            CustomFieldDef added = vCenter.CustomFields.Add(request.Name, request.MoType, request.FieldDefPolicy, request.FieldPolicy);
            vCenter.Events.Post(new CustomFieldDefAddedEvent { FieldKey = added.Key, Name = added.Name });
            return added;
        });
        vCenter.Operations.On<SetFieldRequestType>((call, request) =>
        {
            var entity = vCenter.World.Require<ManagedEntity>(request.Entity, "entity");
            CustomFieldDef field = vCenter.CustomFields.Find(entity, request.Key);
            vCenter.Permissions.Require(call, entity, field.FieldInstancePrivileges!.UpdatePrivilege!);
            vCenter.CustomFields.Set(entity, request.Key, request.Value);
        });
    }
}
