using System.Text;

namespace VmSnapshot.Simulator.Tasks;

/// <summary>What people call the methods that become tasks.</summary>
internal static class TaskNames
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["VirtualMachine.clone"] = "Clone virtual machine",
        ["VirtualMachine.instantClone"] = "Instant clone virtual machine",
        ["VirtualMachine.reconfigure"] = "Reconfigure virtual machine",
        ["VirtualMachine.powerOn"] = "Power on virtual machine",
        ["VirtualMachine.powerOff"] = "Power off virtual machine",
        ["VirtualMachine.createSnapshot"] = "Create virtual machine snapshot",
        ["vm.Snapshot.remove"] = "Delete virtual machine snapshot",
        ["VirtualMachine.relocate"] = "Relocate virtual machine",
        ["VirtualMachine.customize"] = "Customize virtual machine guest OS",
        ["VirtualMachine.promoteDisks"] = "Promote virtual machine disks",
        ["VirtualMachine.consolidateDisks"] = "Consolidate virtual machine disk files",
        ["VirtualMachine.upgradeVirtualHardware"] = "Upgrade virtual hardware",
        ["Datacenter.powerOnVm"] = "Initialize powering on",
        ["ManagedEntity.destroy"] = "Delete object",
        ["VirtualMachine.destroy"] = "Delete virtual machine",
        ["ManagedEntity.rename"] = "Rename object",
        ["VirtualMachine.rename"] = "Rename virtual machine",
        ["Folder.moveInto"] = "Move entities",
    };

    /// <summary>The name; for a method that isn't listed it is made of the method's words.</summary>
    internal static string Of(string? descriptionId)
    {
        if (string.IsNullOrEmpty(descriptionId))
        {
            return "Task";
        }

        return Names.TryGetValue(descriptionId, out string? name) ? name : WordsOf(descriptionId[(descriptionId.LastIndexOf('.') + 1)..]);
    }

    private static string WordsOf(string method)
    {
        var words = new StringBuilder();
        foreach (char letter in method)
        {
            if (char.IsUpper(letter) && words.Length > 0)
            {
                words.Append(' ');
            }

            words.Append(words.Length == 0 ? char.ToUpperInvariant(letter) : char.ToLowerInvariant(letter));
        }

        return words.ToString();
    }
}
