using VmSnapshot.Simulator.Permissions;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Inventory;

/// <summary>Makes what a description asks for besides the datacenters: logins, custom fields, saved customization specifications.</summary>
internal sealed class ServiceLoader(VCenter vCenter)
{
    /// <exception cref="InvalidDataException">There is no such role or privilege, or something is there twice.</exception>
    internal void Load(InventoryDescription inventory)
    {
        try
        {
            foreach (UserDescription user in inventory.Users)
            {
                vCenter.Permissions.AddUser(user.Name, user.Password, RoleOf(user));
            }

            foreach (string field in inventory.CustomFields)
            {
                vCenter.CustomFields.Add(field);
            }

            foreach (CustomizationSpecDescription spec in inventory.CustomizationSpecs)
            {
                vCenter.CustomizationSpecs.Add(ItemOf(spec));
            }
        }
        catch (Exception refused) when (refused is ArgumentException or VimFaultException)
        {
            throw new InvalidDataException(refused.Message, refused);
        }
    }

    private SimulatedRole RoleOf(UserDescription user)
        => user.Privileges.Count > 0
            ? vCenter.Permissions.AddRole($"Privileges of {user.Name}", user.Privileges)
            : vCenter.Permissions.FindRole(user.Role) ?? throw new InvalidDataException($"There is no role {user.Role}, which {user.Name} is to have.");

    private static CustomizationSpecItem ItemOf(CustomizationSpecDescription spec) => new()
    {
        Info = new CustomizationSpecInfo { Name = spec.Name, Description = "", Type = spec.IsWindows ? "Windows" : "Linux" },
        Spec = new CustomizationSpec
        {
            Options = spec.IsWindows
                ? new CustomizationWinOptions { ChangeSID = true, Reboot = CustomizationSysprepRebootOption.Reboot }
                : new CustomizationLinuxOptions(),
            Identity = spec.IsWindows ? WindowsIdentity() : new CustomizationLinuxPrep { HostName = new CustomizationVirtualMachineName(), Domain = "example.com", HwClockUTC = true },
            GlobalIPSettings = new CustomizationGlobalIPSettings(),
            NicSettingMap = Enumerable.Range(0, spec.Nics)
                .Select(_ => new CustomizationAdapterMapping { Adapter = new CustomizationIPSettings { Ip = new CustomizationDhcpIpGenerator() } })
                .ToList(),
        },
    };

    private static CustomizationSysprep WindowsIdentity() => new()
    {
        GuiUnattended = new CustomizationGuiUnattended { TimeZone = 85, AutoLogon = false, AutoLogonCount = 0 },
        UserData = new CustomizationUserData { FullName = "Example", OrgName = "Example", ComputerName = new CustomizationVirtualMachineName(), ProductId = "" },
        Identification = new CustomizationIdentification { JoinWorkgroup = "WORKGROUP" },
    };
}
