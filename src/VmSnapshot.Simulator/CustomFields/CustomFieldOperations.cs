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
        vCenter.Operations.On<SetFieldRequestType>((_, request)
            => vCenter.CustomFields.Set(vCenter.World.Require<ManagedEntity>(request.Entity, "entity"), request.Key, request.Value));
    }
}
