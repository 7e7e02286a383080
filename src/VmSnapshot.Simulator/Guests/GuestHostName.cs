using System.Globalization;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Guests;

/// <summary>Host names that vCenter makes for a guest.</summary>
internal static class GuestHostName
{
    internal const int LongestLinuxName = 63;

    /// <summary>A NetBIOS name; vCenter cuts longer ones off (vSphere Web Services API reference, CustomizationUserData).</summary>
    internal const int LongestWindowsName = 15;

    /// <summary>The name of a guest that nobody customized: its VM's, as far as a host name can have it.</summary>
    internal static string OfUncustomized(VirtualMachine vm) => Sanitize(vm.Name, LongestLinuxName);

    /// <summary>The name that a specification asks for. The number after a prefix is the VM's own, unique in this vCenter.</summary>
    internal static string? Of(CustomizationName? name, VirtualMachine vm, int longest) => name switch
    {
        CustomizationFixedName named => Cut(named.Name!, longest),
        CustomizationPrefixName prefixed => Prefixed(prefixed.Base!, vm.Reference.Value[(vm.Reference.Value.LastIndexOf('-') + 1)..], longest),
        CustomizationVirtualMachineName => Sanitize(vm.Name, longest),
        _ => null,
    };

    /// <summary>Whether a guest can be called that.</summary>
    internal static bool IsValid(string? name, bool isWindows)
        => name is { Length: > 0 }
            && (isWindows || name.Length <= LongestLinuxName)
            && name.All(character => char.IsAsciiLetterOrDigit(character) || character == '-')
            && name[0] != '-' && name[^1] != '-'
            && !(isWindows && name.All(char.IsAsciiDigit));

    private static string Sanitize(string name, int longest)
    {
        string allowed = new([.. name.Select(character => char.IsAsciiLetterOrDigit(character) ? character : '-')]);
        allowed = Cut(allowed.Trim('-'), longest);
        return allowed.Length > 0 ? allowed : "localhost";
    }

    private static string Prefixed(string prefix, string number, int longest)
        => Cut(prefix, longest - number.Length - 1) + string.Create(CultureInfo.InvariantCulture, $"-{number}");

    private static string Cut(string name, int longest) => (name.Length > longest ? name[..longest] : name).TrimEnd('-');
}
