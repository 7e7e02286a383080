using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.VSphere.Inventory;

/// <summary>The properties that were read of one object. What vCenter has no value for is simply not there.</summary>
internal sealed class ObjectProperties
{
    private readonly Dictionary<string, object?> _values = [];
    private readonly IReadOnlyList<MissingProperty> _missing;

    public ObjectProperties(ObjectContent content)
    {
        Reference = content.Obj!;
        MoRef = content.Obj!.ToMoRef();
        _missing = content.MissingSet ?? [];
        foreach (var property in content.PropSet ?? [])
        {
            _values[property.Name ?? string.Empty] = property.Val;
        }
    }

    public ManagedObjectReference Reference { get; }

    public MoRef MoRef { get; }

    /// <summary>The name as people see it.</summary>
    public string Name => InventoryNames.Unescape(EscapedName);

    public string EscapedName => Get<string>("name") ?? string.Empty;

    /// <summary>The privilege that the account lacks to read the object in full, or null where that is not the reason.</summary>
    public string? MissingPrivilege => _missing
        .Select(missing => missing.Fault?.Fault)
        .OfType<NoPermission>()
        .Select(denied => denied.PrivilegeId ?? "System.Read")
        .FirstOrDefault();

    public T? Get<T>(string path)
        where T : class => _values.GetValueOrDefault(path) as T;

    public T? GetValue<T>(string path)
        where T : struct => _values.GetValueOrDefault(path) is T value ? value : null;
}
