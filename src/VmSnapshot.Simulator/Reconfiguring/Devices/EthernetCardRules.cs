using VmSnapshot.Simulator.Inventory;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.PropertyCollection;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Reconfiguring.Devices;

/// <summary>Network adapters: at most ten, each attached to a network that the VM's host has.</summary>
internal sealed class EthernetCardRules : IDeviceRules
{
    private const int FirstUnit = 7;

    public bool Govern(VirtualDevice device) => device is VirtualEthernetCard;

    public void Add(DeviceChange change)
    {
        var card = (VirtualEthernetCard)change.Device;
        if (change.Spec.FileOperation is not null)
        {
            throw change.InvalidOperation("fileOperation");
        }

        if (card.GetType() == typeof(VirtualEthernetCard))
        {
            throw change.Invalid("device");
        }

        change.RequireHotPlug();
        if (card is VirtualSriovEthernetCard)
        {
            change.Plan.RequireOff();
        }

        if (change.Devices.Count(other => other is VirtualEthernetCard) >= HardwareLimits.MaxEthernetCards)
        {
            throw change.TooMany();
        }

        int key = change.FreeKey(DeviceKeys.FirstEthernetCard);
        (card.ControllerKey, card.UnitNumber) = (StandardDevices.PciControllerKey, key - DeviceKeys.FirstEthernetCard + FirstUnit);
        Network network = NetworkBackings.Resolve(change, card);
        MacAddresses.Assign(change, card, current: null);
        card.WakeOnLanEnabled ??= true;
        card.Connectable = Connection(change, card.Connectable);
        change.Insert(card, key, ControllerUnits.FreeLabel(change, "Network adapter"), NetworkBackings.SummaryOf(card.Backing, network));
    }

    public void Edit(DeviceChange change, VirtualDevice current)
    {
        (var card, var wanted) = ((VirtualEthernetCard)current, (VirtualEthernetCard)change.Device);
        if (wanted.GetType() != card.GetType() && wanted.GetType() != typeof(VirtualEthernetCard))
        {
            // Another adapter type takes a removal and an addition.
            throw change.Invalid("device");
        }

        if (change.Spec.FileOperation is not null)
        {
            throw change.InvalidOperation("fileOperation");
        }

        EditNetwork(change, card, wanted);
        MacAddresses.Assign(change, wanted, card);
        if (wanted.Connectable is { } connectable)
        {
            VirtualDeviceConnectInfo now = card.Connectable ?? new VirtualDeviceConnectInfo();
            VirtualDeviceConnectInfo after = Connection(change, connectable);
            if ((now.StartConnected, now.AllowGuestControl, now.Connected) != (after.StartConnected, after.AllowGuestControl, after.Connected))
            {
                change.Modified(card.Key, "connectable.connected", now.Connected, after.Connected);
                card.Connectable = after;
            }
        }

        if (wanted.WakeOnLanEnabled is { } wake && wake != card.WakeOnLanEnabled)
        {
            change.Modified(card.Key, "wakeOnLanEnabled", card.WakeOnLanEnabled, wake);
            card.WakeOnLanEnabled = wake;
        }

        if (wanted.ResourceAllocation is { } allocation && !ValueComparison.AreSame(allocation, card.ResourceAllocation))
        {
            change.Modified(card.Key, "resourceAllocation", card.ResourceAllocation?.Limit, allocation.Limit);
            card.ResourceAllocation = allocation;
        }

        if (wanted.ExternalId is { } externalId && externalId != card.ExternalId)
        {
            change.Modified(card.Key, "externalId", card.ExternalId, externalId);
            card.ExternalId = externalId;
        }
    }

    public void Remove(DeviceChange change, VirtualDevice current)
    {
        if (change.Spec.FileOperation is not null)
        {
            throw change.InvalidOperation("fileOperation");
        }

        change.RequireHotPlug();
        if (current is VirtualSriovEthernetCard)
        {
            change.Plan.RequireOff();
        }
    }

    private static void EditNetwork(DeviceChange change, VirtualEthernetCard card, VirtualEthernetCard wanted)
    {
        if (wanted.Backing is null)
        {
            return;
        }

        Network? before = change.Plan.VCenter.Inventory.FindNetwork(change.Plan.Target.Datacenter, card.Backing);
        Network after = NetworkBackings.Resolve(change, wanted, before);
        if (after != before || wanted.Backing is VirtualEthernetCardDistributedVirtualPortBackingInfo { Port.PortKey: { } port } && port != (card.Backing as VirtualEthernetCardDistributedVirtualPortBackingInfo)?.Port?.PortKey)
        {
            change.Modified(card.Key, "backing", before?.Name, after.Name);
            card.Backing = wanted.Backing;
            card.DeviceInfo = new Description { Label = card.DeviceInfo?.Label, Summary = NetworkBackings.SummaryOf(card.Backing, after) };
        }
    }

    /// <summary>Nothing is connected while the VM is off; what is added to a running one is, when it is to start so.</summary>
    private static VirtualDeviceConnectInfo Connection(DeviceChange change, VirtualDeviceConnectInfo? wanted)
    {
        bool isOn = change.Plan.Target.PowerState == VirtualMachinePowerState.PoweredOn;
        bool isAdded = change.Spec.Operation == VirtualDeviceConfigSpecOperation.Add;
        bool isConnected = isOn && (wanted is null || wanted.Connected || (isAdded && wanted.StartConnected));
        return new VirtualDeviceConnectInfo
        {
            StartConnected = wanted?.StartConnected ?? true,
            AllowGuestControl = wanted?.AllowGuestControl ?? true,
            MigrateConnect = wanted?.MigrateConnect,
            Connected = isConnected,
            Status = isConnected ? "ok" : "untried",
        };
    }
}
