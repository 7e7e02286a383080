using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.CustomFields;

/// <summary>The custom fields that are defined, and setting them on entities.</summary>
internal sealed class CustomFieldTable
{
    private const int FirstKey = 101;
    private readonly VCenter _vCenter;
    private readonly ManagedObject _manager;
    private readonly List<CustomFieldDef> _fields = [];

    internal CustomFieldTable(VCenter vCenter)
    {
        _vCenter = vCenter;
        _manager = vCenter.World.Find(vCenter.Content.CustomFieldsManager)!;
        vCenter.World.EntityProperties["availableField"] = entity => _fields.Where(field => AppliesTo(field, entity)).ToList();
        vCenter.World.EntityProperties["value"] = entity => entity.Get<IReadOnlyList<CustomFieldValue>>("customValue");
    }

    /// <summary>Defines a field.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">The type of managed objects that it is for, or null for all.</param>
    /// <param name="defPolicy">Who may change the field; null for vCenter's default.</param>
    /// <param name="valuePolicy">Who may set it; null for vCenter's default.</param>
    /// <exception cref="VimFaultException">DuplicateName, InvalidArgument or InvalidPrivilege.</exception>
    internal CustomFieldDef Add(string? name, string? type = null, PrivilegePolicyDef? defPolicy = null, PrivilegePolicyDef? valuePolicy = null)
    {
        if (string.IsNullOrEmpty(name))
        {
            throw SimulatedFault.InvalidArgument("name");
        }

        type = string.IsNullOrEmpty(type) ? null : type;
        if (type is not null && !VimManagedTypes.IsKindOf(type, "ManagedEntity"))
        {
            throw SimulatedFault.InvalidArgument("moType");
        }

        // A name may be taken by a field of another type only when neither field is for all types (govmomi's simulator).
        if (_fields.Exists(field => field.Name == name && (type is null || field.ManagedObjectType is null || field.ManagedObjectType == type)))
        {
            throw SimulatedFault.DuplicateName(name, _manager.Reference);
        }

        var added = new CustomFieldDef
        {
            Key = FirstKey + _fields.Count,
            Name = name,
            Type = "string",
            ManagedObjectType = type,
            FieldDefPrivileges = Checked(defPolicy) ?? Policy("Global.ManageCustomFields"),
            FieldInstancePrivileges = Checked(valuePolicy) ?? Policy("Global.SetCustomField"),
        };
        _fields.Add(added);
        _manager.Set("field", _fields.OrderBy(field => field.Name, StringComparer.Ordinal).ToList());
        foreach (ManagedEntity entity in _vCenter.World.Objects.OfType<ManagedEntity>().Where(entity => AppliesTo(added, entity)).ToList())
        {
            entity.Renew("availableField");
        }

        return added;
    }

    /// <summary>The field of VMs with that name, or null.</summary>
    internal CustomFieldDef? FindOfVms(string name)
        => _fields.Find(field => field.Name == name && (field.ManagedObjectType is null or "VirtualMachine"));

    /// <summary>The field with that key, which has to be for such entities.</summary>
    /// <exception cref="VimFaultException">InvalidArgument.</exception>
    internal CustomFieldDef Find(ManagedEntity entity, int key)
        => _fields.Find(known => known.Key == key && AppliesTo(known, entity)) ?? throw SimulatedFault.InvalidArgument("key");

    /// <summary>Sets a field on an entity.</summary>
    /// <exception cref="VimFaultException">InvalidArgument: no field with the key is for such an entity.</exception>
    internal void Set(ManagedEntity entity, int key, string? value)
    {
        CustomFieldDef field = Find(entity, key);
        if (value is null)
        {
            throw SimulatedFault.InvalidArgument("value");
        }

        IReadOnlyList<CustomFieldValue> before = entity.Get<IReadOnlyList<CustomFieldValue>>("customValue") ?? [];
        string? previous = before.OfType<CustomFieldStringValue>().FirstOrDefault(known => known.Key == key)?.Value;
        entity.Set("customValue", before.Where(known => known.Key != key).Append(new CustomFieldStringValue { Key = key, Value = value }).ToList());
        entity.Renew("value");
        if (entity is VirtualMachine)
        {
            entity.Renew("summary");
        }

        _vCenter.Events.Post(entity, new CustomFieldValueChangedEvent { FieldKey = key, Name = field.Name, Value = value, PrevState = previous });
    }

    private static bool AppliesTo(CustomFieldDef field, ManagedEntity entity)
        => field.ManagedObjectType is null || VimManagedTypes.IsKindOf(entity.Reference.Type, field.ManagedObjectType);

    private static PrivilegePolicyDef Policy(string change)
        => new() { CreatePrivilege = change, ReadPrivilege = "System.View", UpdatePrivilege = change, DeletePrivilege = change };

    private static PrivilegePolicyDef? Checked(PrivilegePolicyDef? policy)
    {
        string?[] named = policy is null ? [] : [policy.CreatePrivilege, policy.ReadPrivilege, policy.UpdatePrivilege, policy.DeletePrivilege];
        return named.All(privilege => privilege is not null && Permissions.PrivilegeCatalog.Ids.Contains(privilege))
            ? policy
            : throw SimulatedFault.Of(new InvalidPrivilege { Privilege = named.FirstOrDefault(privilege => privilege is null || !Permissions.PrivilegeCatalog.Ids.Contains(privilege)) }, "A privilege of the policy isn't defined.");
    }
}
