using VmSnapshot.Simulator.Inventory;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Reconfiguring;

/// <summary>
/// A specification applied to a copy of a configuration: either the whole of it is valid and can be carried out, or
/// making the plan throws and nothing has happened. That is what the vSphere Web Services API reference promises of
/// ReconfigVM_Task.
/// </summary>
internal sealed class ReconfigurePlan
{
    private readonly List<Action> _assignments = [];

    private ReconfigurePlan(VCenter vCenter, ReconfigureTarget target, VirtualMachineConfigSpec spec)
    {
        VCenter = vCenter;
        Target = target;
        Spec = spec;
        Config = (VirtualMachineConfigInfo)target.Config.Copy();
        Config.Hardware ??= new VirtualHardware();
        Devices = [.. Config.Hardware.Device ?? []];
        Config.Hardware.Device = Devices;
        Files = new PlannedFiles(vCenter.Inventory, target.Datacenter);
    }

    internal VCenter VCenter { get; }

    internal ReconfigureTarget Target { get; }

    internal VirtualMachineConfigSpec Spec { get; }

    /// <summary>The configuration as it will be.</summary>
    internal VirtualMachineConfigInfo Config { get; }

    internal List<VirtualDevice> Devices { get; }

    internal ChangeLog Log { get; } = new();

    internal PlannedFiles Files { get; }

    internal bool IsOff => Target.PowerState == VirtualMachinePowerState.PoweredOff;

    internal int HardwareVersion => HardwareLimits.NumberOf(Config.Version);

    /// <exception cref="VimFaultException">What the reconfigure fails with.</exception>
    internal static ReconfigurePlan Make(VCenter vCenter, ReconfigureTarget target, VirtualMachineConfigSpec spec)
    {
        if (target.Config.Template)
        {
            TemplateRules.Check(spec);
        }

        if (spec.ChangeVersion is { Length: > 0 } version && version != target.Config.ChangeVersion)
        {
            throw SimulatedFault.ConcurrentAccess();
        }

        if (target.Host is { } host && host.ConnectionState != HostSystemConnectionState.Connected)
        {
            throw SimulatedFault.HostNotConnected(host);
        }

        var plan = new ReconfigurePlan(vCenter, target, spec);
        SettingChanges.Apply(plan);
        ProcessorChanges.Apply(plan);
        AllocationChanges.Apply(plan);
        ExtraConfigChanges.Apply(plan);
        VAppChanges.Apply(plan);
        DeviceChanges.Apply(plan);
        BootSettings.CheckBootOrder(plan);
        FirmwareRules.Apply(plan);
        return plan;
    }

    /// <exception cref="VimFaultException">InvalidPowerState: a running or suspended VM can't be changed in this way.</exception>
    internal void RequireOff()
    {
        if (!IsOff)
        {
            throw SimulatedFault.InvalidPowerState(Target.PowerState, VirtualMachinePowerState.PoweredOff);
        }
    }

    /// <summary>Puts off what takes something that is given once, such as an address, until the plan is carried out.</summary>
    internal void Later(Action assignment) => _assignments.Add(assignment);

    /// <summary>Carries out all but the change of the VM itself: makes the files and assigns what was put off.</summary>
    internal void Settle()
    {
        Files.Apply();
        foreach (Action assignment in _assignments)
        {
            assignment();
        }

        DeviceKeys.ListOnControllers(Devices);
    }

    /// <summary>Carries the plan out on the VM that it was made for.</summary>
    internal void Commit()
    {
        VirtualMachine vm = Target.Vm!;
        if (Log.IsEmpty)
        {
            return;
        }

        VirtualMachineConfigInfo before = vm.Config;
        Settle();
        InstanceUuidRules.Resolve(this, vm);
        vm.ReplaceConfig(Config);
        if (Config.Name != vm.Name)
        {
            string oldName = vm.Name;
            vm.Rename(Config.Name!);
            VCenter.Events.Post(vm, new VmRenamedEvent { OldName = oldName, NewName = vm.Name });
        }

        VCenter.Inventory.Attach(vm);
        if (Config.GuestId != before.GuestId)
        {
            vm.ChangeGuest(guest => (guest.GuestId, guest.GuestFullName) = (Config.GuestId, Config.GuestFullName));
        }

        if (Config.Uuid != before.Uuid)
        {
            VCenter.Events.Post(vm, new VmUuidChangedEvent { OldUuid = before.Uuid, NewUuid = Config.Uuid });
        }

        if (Config.InstanceUuid != before.InstanceUuid)
        {
            VCenter.Events.Post(vm, new VmInstanceUuidChangedEvent { OldInstanceUuid = before.InstanceUuid, NewInstanceUuid = Config.InstanceUuid });
        }

        VCenter.Events.Post(vm, new VmReconfiguredEvent { ConfigChanges = Log.ToArgument() });
    }
}
