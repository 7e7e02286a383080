using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Objects;

/// <summary>A native snapshot of a VM.</summary>
internal sealed class VirtualMachineSnapshot(SimulatedWorld world, ManagedObjectReference reference) : ManagedObject(world, reference)
{
    /// <summary>The VM's configuration when it was taken, its disks as they were.</summary>
    internal required VirtualMachineConfigInfo Config
    {
        get => Get<VirtualMachineConfigInfo>("config")!;
        set => Set("config", value);
    }

    internal required VirtualMachine Vm
    {
        get => (VirtualMachine)World.Find(Get<ManagedObjectReference>("vm"))!;
        init => Set("vm", value.Reference);
    }

    internal ReferenceList Children => List("childSnapshot");

    /// <summary>The file with the memory, or null when it wasn't taken along.</summary>
    internal string? MemoryFile { get; init; }

    internal override void Removed() => World.DiskUse.Replace(Config, null);

    protected override void Changed(string property, object? before, object? after)
    {
        if (property == "config")
        {
            World.DiskUse.Replace(before as VirtualMachineConfigInfo, after as VirtualMachineConfigInfo);
        }
    }
}
