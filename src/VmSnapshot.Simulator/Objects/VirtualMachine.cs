using System.Globalization;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Objects;

/// <summary>A VM or a template.</summary>
internal sealed class VirtualMachine(SimulatedWorld world, ManagedObjectReference reference, string name) : ManagedEntity(world, reference, name)
{
    internal VirtualMachineConfigInfo Config => Get<VirtualMachineConfigInfo>("config")!;

    internal VirtualMachineRuntimeInfo Runtime => Get<VirtualMachineRuntimeInfo>("runtime")!;

    internal GuestInfo Guest => Get<GuestInfo>("guest")!;

    internal VirtualMachineSnapshotInfo? Snapshots => Get<VirtualMachineSnapshotInfo>("snapshot");

    internal bool IsTemplate => Config.Template;

    internal VirtualMachinePowerState PowerState => Runtime.PowerState;

    internal IReadOnlyList<VirtualDevice> Devices => Config.Hardware?.Device ?? [];

    internal HostSystem? Host => (HostSystem?)World.Find(Runtime.Host);

    /// <summary>The pool it runs in; a template has none.</summary>
    internal ResourcePool? Pool => (ResourcePool?)World.Find(Get<ManagedObjectReference>("resourcePool"));

    internal ReferenceList Datastores => List("datastore");

    internal ReferenceList Networks => List("network");

    /// <summary>The task that has the VM to itself, or null.</summary>
    internal ManagedObjectReference? BusyWith { get; set; }

    /// <summary>The tasks that copy the VM and need it as it is.</summary>
    internal List<ManagedObjectReference> ReadBy { get; } = [];

    /// <summary>What a guest would do; the file of the guest's behaviour explains it.</summary>
    internal SimulatedGuestState GuestState { get; } = new();

    /// <summary>What removed snapshots left behind; null as long as there was none.</summary>
    internal SnapshotTraces? SnapshotTraces { get; set; }

    internal override object? Read(string property) => property switch
    {
        "summary" => VirtualMachineSummaries.Of(this),
        "resourceConfig" => new ResourceConfigSpec
        {
            Entity = Reference,
            CpuAllocation = Config.CpuAllocation ?? new ResourceAllocationInfo(),
            MemoryAllocation = Config.MemoryAllocation ?? new ResourceAllocationInfo(),
        },
        _ => base.Read(property),
    };

    internal void ChangeConfig(Action<VirtualMachineConfigInfo> change)
    {
        var copy = (VirtualMachineConfigInfo)Config.Copy();
        change(copy);
        ReplaceConfig(copy);
    }

    /// <summary>Takes a changed copy of the configuration, which gets the next change version: that is what tells clients that theirs is old.</summary>
    internal void ReplaceConfig(VirtualMachineConfigInfo changed)
    {
        _ = long.TryParse(Config.ChangeVersion, CultureInfo.InvariantCulture, out long version);
        changed.ChangeVersion = (version + 1).ToString(CultureInfo.InvariantCulture);
        changed.Modified = World.Now;
        Set("config", changed);
    }

    internal void ChangeRuntime(Action<VirtualMachineRuntimeInfo> change) => Change("runtime", change);

    internal void ChangeGuest(Action<GuestInfo> change) => Change("guest", change);

    /// <summary>Puts it into another pool, or with null into none.</summary>
    internal void MoveTo(ResourcePool? pool)
    {
        Pool?.Vms.Remove(Reference);
        Set("resourcePool", pool?.Reference);
        pool?.Vms.Add(Reference);
    }

    /// <summary>Registers it on another host, or with null on none.</summary>
    internal void MoveTo(HostSystem? host)
    {
        Host?.Vms.Remove(Reference);
        ChangeRuntime(runtime => runtime.Host = host?.Reference);
        host?.Vms.Add(Reference);
    }

    internal override void Removed() => World.DiskUse.Replace(Config, null);

    protected override void Changed(string property, object? before, object? after)
    {
        if (property == "config")
        {
            World.DiskUse.Replace(before as VirtualMachineConfigInfo, after as VirtualMachineConfigInfo);
        }
    }
}
