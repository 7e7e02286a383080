using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.VSphere.Specs;

/// <summary>The mark as the entry of extraConfig that it is kept in.</summary>
internal static class MarkerOptions
{
    public static OptionValue Of(OwnershipMarker marker) => new() { Key = OwnershipMarker.Key, Value = marker.ToExtraConfigValue() };
}
