namespace VmSnapshot.Simulator.Reconfiguring;

/// <summary>A guest operating system that VMs can be configured for.</summary>
/// <param name="Id">Its identifier, such as <c>debian12_64Guest</c>.</param>
/// <param name="FullName">Its name.</param>
/// <param name="Family"><c>linuxGuest</c>, <c>windowsGuest</c> or <c>otherGuestFamily</c>.</param>
/// <param name="Firmware">The firmware recommended for it.</param>
/// <param name="FirstVersion">The hardware version that it came with.</param>
internal sealed record GuestSystem(string Id, string FullName, string Family, string Firmware = "bios", int FirstVersion = 8)
{
    internal bool IsWindows => Family == GuestSystems.Windows;

    internal bool Is64Bit => Id.Contains("64", StringComparison.Ordinal);
}
