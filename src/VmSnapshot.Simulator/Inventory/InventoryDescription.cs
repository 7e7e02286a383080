using VmSnapshot.Simulator.Inventory;

namespace VmSnapshot.Simulator;

/// <summary>
/// What a simulated vCenter holds when it starts. Build it in code, or read it from a JSON file with <see cref="Load"/>;
/// the names of the JSON members are those of the properties, in camel case.
/// </summary>
public sealed class InventoryDescription
{
    /// <summary>The datacenters.</summary>
    public IList<DatacenterDescription> Datacenters { get; set; } = [];

    /// <summary>Logins besides the one of <see cref="VCenterSimulatorOptions.UserName"/>.</summary>
    public IList<UserDescription> Users { get; set; } = [];

    /// <summary>The names of custom attributes of VMs.</summary>
    public IList<string> CustomFields { get; set; } = [];

    /// <summary>Saved customization specifications.</summary>
    public IList<CustomizationSpecDescription> CustomizationSpecs { get; set; } = [];

    /// <summary>
    /// The inventory that a simulator starts with unless it is given another: a datacenter with a cluster of four hosts and a
    /// standalone one, datastores and a datastore cluster, networks of three kinds, pools, folders, VMs of different shapes, a
    /// template, customization specifications and a second login <c>readonly</c> / <c>readonly</c>. A new copy each time.
    /// </summary>
    public static InventoryDescription CreateDefault() => DefaultInventory.Create();

    /// <summary>Reads an inventory from a JSON file. Comments and trailing commas are taken.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file isn't an inventory; the message says where and why.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static InventoryDescription Load(string path) => InventoryFile.Load(path);

    /// <summary>Adds a datacenter.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="configure">Fills it.</param>
    /// <returns>This inventory.</returns>
    public InventoryDescription AddDatacenter(string name, Action<DatacenterDescription>? configure = null)
    {
        var datacenter = new DatacenterDescription { Name = name };
        configure?.Invoke(datacenter);
        Datacenters.Add(datacenter);
        return this;
    }

    /// <summary>Adds a login.</summary>
    /// <param name="name">The user's name.</param>
    /// <param name="password">The password.</param>
    /// <param name="role">What the user may do everywhere: <c>Admin</c>, <c>ReadOnly</c> or <c>NoAccess</c>.</param>
    /// <param name="privileges">With these the user has a role of its own instead, with just these privileges.</param>
    /// <returns>This inventory.</returns>
    public InventoryDescription AddUser(string name, string password, string role = UserDescription.ReadOnly, params IReadOnlyList<string> privileges)
    {
        Users.Add(new UserDescription { Name = name, Password = password, Role = role, Privileges = [.. privileges] });
        return this;
    }

    /// <summary>Adds a custom attribute of VMs.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>This inventory.</returns>
    public InventoryDescription AddCustomField(string name)
    {
        CustomFields.Add(name);
        return this;
    }

    /// <summary>Saves a customization specification for Linux with a host name taken from the VM and DHCP on each adapter.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="nics">How many adapters it is for.</param>
    /// <param name="isWindows">Whether it is for Windows (Sysprep) instead.</param>
    /// <returns>This inventory.</returns>
    public InventoryDescription AddCustomizationSpec(string name, int nics = 1, bool isWindows = false)
    {
        CustomizationSpecs.Add(new CustomizationSpecDescription { Name = name, Nics = nics, IsWindows = isWindows });
        return this;
    }
}
