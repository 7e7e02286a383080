namespace VmSnapshot.Simulator.Guests;

/// <summary>
/// What a guest's identifier (VirtualMachineGuestOsIdentifier) says of how it can be customized, along the lines of
/// VMware's Guest OS Customization Support Matrix. The generic Linux identifiers aren't in it: UncustomizableGuest is what
/// knife-vsphere #53 got for <c>other26xLinux64Guest</c>, community.vmware #1162 for Gentoo.
/// </summary>
internal sealed record GuestFamily
{
    private static readonly string[] Windows = ["win2000", "winXP", "winNet", "winLonghorn", "winVista", "windows"];

    private static readonly string[] CustomizableLinux =
    [
        "almalinux", "amazonlinux", "asianux", "centos", "debian", "fusionos", "kylinlinux", "miraclelinux", "opensuse", "oracleLinux", "pardus", "prolinux",
        "redhat", "rhel", "rockylinux", "sles", "suse", "ubuntu", "vmwarePhoton",
    ];

    private static readonly string[] OtherLinux = ["coreos", "fedora", "mandrake", "mandriva", "nld9", "oes", "sjds", "turboLinux", "crxPod", "crxSys"];

    private GuestFamily(string name, bool isWindows, bool isLinux, bool isInMatrix)
        => (Name, IsWindows, IsLinux, IsInMatrix) = (name, isWindows, isLinux, isInMatrix);

    /// <summary>As <c>guest.guestFamily</c> has it.</summary>
    internal string Name { get; }

    internal bool IsWindows { get; }

    internal bool IsLinux { get; }

    /// <summary>Whether vCenter can customize it without being told how.</summary>
    internal bool IsInMatrix { get; }

    internal static GuestFamily Of(string? guestId)
    {
        bool StartsWith(string prefix) => guestId?.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) == true;

        if (guestId is null)
        {
            return new("otherGuestFamily", isWindows: false, isLinux: false, isInMatrix: false);
        }

        if (StartsWith("win"))
        {
            return new("windowsGuest", isWindows: true, isLinux: false, isInMatrix: Windows.Any(StartsWith));
        }

        bool isInMatrix = CustomizableLinux.Any(StartsWith);
        return isInMatrix || OtherLinux.Any(StartsWith) || guestId.Contains("Linux", StringComparison.OrdinalIgnoreCase)
            ? new("linuxGuest", isWindows: false, isLinux: true, isInMatrix)
            : new(StartsWith("darwin") ? "darwinGuestFamily" : StartsWith("solaris") ? "solarisGuest" : "otherGuestFamily", isWindows: false, isLinux: false, isInMatrix: false);
    }
}
