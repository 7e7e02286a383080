using System.Globalization;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Reconfiguring.Devices;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Reconfiguring;

/// <summary>The items of <c>deviceChange</c>, in their order: each sees what those before it have done.</summary>
internal static class DeviceChanges
{
    private static readonly IDeviceRules[] Rules =
    [
        new DiskRules(), new EthernetCardRules(), new ControllerRules(), new RemovableMediaRules(), new PeripheralRules(), new BoardDeviceRules(),
    ];

    internal static void Apply(ReconfigurePlan plan)
    {
        if (plan.Spec.DeviceChange is not { Count: > 0 } changes)
        {
            return;
        }

        RequireUniqueKeys(changes);
        var added = new Dictionary<int, int>();
        var removedControllers = new Dictionary<int, DeviceChange>();
        foreach ((int index, VirtualDeviceConfigSpec spec) in changes.Index())
        {
            VirtualDevice device = spec.Device ?? throw SimulatedFault.InvalidArgument(Path(index, "device"));
            var change = new DeviceChange(plan, index, spec, device)
            {
                ControllerKey = device.ControllerKey is { } key ? added.GetValueOrDefault(key, key) : null,
            };
            if (spec.Operation == VirtualDeviceConfigSpecOperation.Add)
            {
                int temporary = device.Key;
                RulesFor(device).Add(change);
                if (temporary != 0)
                {
                    added[temporary] = device.Key;
                }
            }
            else
            {
                VirtualDevice current = plan.Devices.Find(found => found.Key == device.Key) ?? throw change.NotFound();
                Carry(change, current, removedControllers);
            }
        }

        foreach (DeviceChange removal in removedControllers.Where(removed => plan.Devices.Exists(device => device.ControllerKey == removed.Key)).Select(removed => removed.Value))
        {
            // A controller goes with the devices on it or not at all.
            throw removal.InvalidOperation();
        }
    }

    private static void Carry(DeviceChange change, VirtualDevice current, Dictionary<int, DeviceChange> removedControllers)
    {
        if (change.Spec.Operation == VirtualDeviceConfigSpecOperation.Edit)
        {
            RulesFor(current).Edit(change, current);
        }
        else if (change.Spec.Operation == VirtualDeviceConfigSpecOperation.Remove)
        {
            RulesFor(current).Remove(change, current);
            change.Devices.Remove(current);
            change.Plan.Log.Deleted(string.Create(CultureInfo.InvariantCulture, $"config.hardware.device({current.Key})"), current.WireTypeName);
            if (current is VirtualController)
            {
                removedControllers[current.Key] = change;
            }
        }
        else
        {
            throw change.Invalid("operation");
        }
    }

    private static IDeviceRules RulesFor(VirtualDevice device) => Array.Find(Rules, rules => rules.Govern(device))!;

    /// <summary>
    /// Devices to add have keys of their own, over all kinds: vCenter 7 refuses a second use with InvalidArgument
    /// (rancher #27732, ansible community.vmware #545). 0 is a key left out.
    /// </summary>
    private static void RequireUniqueKeys(IReadOnlyList<VirtualDeviceConfigSpec> changes)
    {
        var keys = new HashSet<int>();
        foreach ((int index, VirtualDeviceConfigSpec spec) in changes.Index())
        {
            if (spec.Operation == VirtualDeviceConfigSpecOperation.Add && spec.Device is { Key: not 0 } device && !keys.Add(device.Key))
            {
                throw SimulatedFault.InvalidArgument(Path(index, "device.key"));
            }
        }
    }

    private static string Path(int index, string member) => string.Create(CultureInfo.InvariantCulture, $"deviceChange[{index}].{member}");
}
