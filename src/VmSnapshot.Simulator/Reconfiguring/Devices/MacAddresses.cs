using System.Text.RegularExpressions;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Reconfiguring.Devices;

/// <summary>Addresses of adapters: given by the client (<c>manual</c>) or by vCenter (<c>assigned</c>).</summary>
internal static partial class MacAddresses
{
    /// <summary>Gives an added adapter its address, or an edited one another.</summary>
    internal static void Assign(DeviceChange change, VirtualEthernetCard wanted, VirtualEthernetCard? current)
    {
        string type = Type(change, wanted, current);
        bool isGiven = !string.IsNullOrEmpty(wanted.MacAddress);
        if (isGiven ? !IsUnicast(wanted.MacAddress!) : type == "manual" && current?.AddressType != "manual")
        {
            throw change.Invalid("device.macAddress");
        }

        if (current is null)
        {
            wanted.AddressType = type;
            if (!isGiven)
            {
                change.Plan.Later(() => wanted.MacAddress = change.Plan.VCenter.Inventory.NewMacAddress());
            }

            return;
        }

        bool isReassigned = type == "assigned" && current.AddressType == "manual" && wanted.MacAddress == current.MacAddress;
        bool isOther = isGiven && !string.Equals(wanted.MacAddress, current.MacAddress, StringComparison.OrdinalIgnoreCase);
        if (!isOther && !isReassigned && type == current.AddressType)
        {
            return;
        }

        if (isOther || isReassigned)
        {
            change.Plan.RequireOff();
        }

        change.Modified(current.Key, "macAddress", current.MacAddress, isOther ? wanted.MacAddress : null);
        current.AddressType = type;
        if (isOther)
        {
            current.MacAddress = wanted.MacAddress!.ToLowerInvariant();
        }
        else if (isReassigned)
        {
            change.Plan.Later(() => current.MacAddress = change.Plan.VCenter.Inventory.NewMacAddress());
        }
    }

    private static string Type(DeviceChange change, VirtualEthernetCard wanted, VirtualEthernetCard? current) => wanted.AddressType?.ToLowerInvariant() switch
    {
        null or "" => current?.AddressType ?? (string.IsNullOrEmpty(wanted.MacAddress) ? "assigned" : "manual"),
        "manual" => "manual",
        // A host generates addresses by itself only where no vCenter assigns them.
        "generated" or "assigned" => "assigned",
        _ => throw change.Invalid("device.addressType"),
    };

    private static bool IsUnicast(string address)
        => Form().IsMatch(address) && (Convert.ToInt32(address[..2], 16) & 1) == 0 && address != "00:00:00:00:00:00";

    [GeneratedRegex("^([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}$")]
    private static partial Regex Form();
}
