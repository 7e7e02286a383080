using System.Globalization;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Guests;

/// <summary>The customization specifications that are saved on the server.</summary>
internal sealed class CustomizationSpecTable
{
    private readonly VCenter _vCenter;
    private readonly ManagedObject _manager;
    private readonly SortedDictionary<string, CustomizationSpecItem> _items = new(StringComparer.Ordinal);
    private long _lastVersion;

    internal CustomizationSpecTable(VCenter vCenter)
    {
        _vCenter = vCenter;
        _manager = vCenter.World.Find(vCenter.Content.CustomizationSpecManager)!;
        _manager.Set("info", Array.Empty<CustomizationSpecInfo>());
        _manager.Set("encryptionKey", CustomizationSpecPasswords.EncryptionKey);
    }

    internal CustomizationSpecItem? Find(string? name) => name is null ? null : _items.GetValueOrDefault(name);

    /// <summary>Saves a specification; the server says when and as which version.</summary>
    /// <exception cref="VimFaultException">AlreadyExists, CannotDecryptPasswords or InvalidArgument.</exception>
    internal void Add(CustomizationSpecItem? item)
    {
        if (item?.Info is not { Name: { Length: > 0 } name })
        {
            throw SimulatedFault.InvalidArgument("item.info.name");
        }

        if (item.Spec is not { Identity: not null })
        {
            throw SimulatedFault.InvalidArgument("item.spec");
        }

        if (_items.ContainsKey(name))
        {
            throw SimulatedFault.AlreadyExists(name);
        }

        CustomizationSpecPasswords.RequireReadable(item.Spec);
        var saved = (CustomizationSpecItem)item.Copy();
        CustomizationSpecPasswords.Encrypt(saved.Spec!);
        saved.Info!.Description ??= "";
        saved.Info.ChangeVersion = (++_lastVersion).ToString(CultureInfo.InvariantCulture);
        saved.Info.LastUpdateTime = _vCenter.World.Now;
        _items.Add(name, saved);
        ShowInfo();
    }

    /// <summary>Deletes a specification.</summary>
    /// <exception cref="VimFaultException">NotFound.</exception>
    internal void Remove(string? name)
    {
        if (name is null || !_items.Remove(name))
        {
            throw NotFound(name);
        }

        ShowInfo();
    }

    internal static VimFaultException NotFound(string? name) => SimulatedFault.NotFound($"There is no customization specification '{name}'.");

    private void ShowInfo() => _manager.Set("info", _items.Values.Select(item => item.Info!).ToList());
}
