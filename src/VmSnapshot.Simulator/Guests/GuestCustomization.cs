using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Power;
using VmSnapshot.Simulator.Tasks;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Guests;

/// <summary>
/// The way of a customization: it is attached to a VM that is off, waits for the next power-on, runs in the guest once
/// VMware Tools do, and ends with an event, long after the task that attached it. The adapters stay unconnected from the
/// power-on to the success.
/// </summary>
internal static class GuestCustomization
{
    private const string LinuxLog = "/var/log/vmware-imc/toolsDeployPkg.log";
    private const string WindowsLog = @"C:\Windows\TEMP\vmware-imc\guestcust.log";

    /// <summary>CustomizeVM_Task: a template and a specification that is wrong in itself are refused by the call, everything else fails the task.</summary>
    /// <exception cref="VimFaultException">NotSupported, TaskInProgress, InvalidArgument.</exception>
    internal static ManagedObjectReference Start(SimulatedCall call, VCenter vCenter, VirtualMachine vm, CustomizationSpec? spec)
    {
        VmAvailability.RequireNoTemplate(vm);
        VmAvailability.RequireIdle(vm);
        try
        {
            CustomizationRules.Check(vm, spec);
        }
        catch (VimFaultException fault) when (TaskWork.FailsTask(fault))
        {
            // The task ends with it.
        }

        var copy = (CustomizationSpec)spec!.Copy();
        return vCenter.Tasks.Start(call, vm, "VirtualMachine.customize", new TaskWork
        {
            Duration = vCenter.Options.TaskDuration,
            Locks = [vm],
            Finish = () =>
            {
                VmAvailability.RequireNoTemplate(vm);
                VmAvailability.Require(vm);
                if (vm.PowerState != VirtualMachinePowerState.PoweredOff)
                {
                    throw SimulatedFault.InvalidPowerState(vm.PowerState, VirtualMachinePowerState.PoweredOff);
                }

                Attach(call, vm, copy);
                return null;
            },
        });
    }

    /// <summary>Attaches a specification to a VM that is off, once it was found to fit.</summary>
    /// <param name="call">The call that asks for it: the events to come name its user.</param>
    /// <param name="vm">The VM.</param>
    /// <param name="spec">What to do.</param>
    /// <exception cref="VimFaultException">CustomizationPending, and what the rules find.</exception>
    internal static void Attach(SimulatedCall call, VirtualMachine vm, CustomizationSpec spec)
    {
        if (vm.GuestState.Pending is not null)
        {
            throw CustomizationFaults.Pending(vm);
        }

        CustomizationRules.Check(vm, spec);
        Await(vm, spec, call.Session?.UserName ?? "");
    }

    /// <summary>Lets the next power-on begin a customization: a clone's specification was checked before the clone was made.</summary>
    internal static void Await(VirtualMachine vm, CustomizationSpec spec, string userName)
    {
        vm.GuestState.Pending = (CustomizationSpec)spec.Copy();
        vm.GuestState.PendingFrom = userName;
        vm.ChangeConfig(config =>
        {
            config.Tools ??= new ToolsConfigInfo();
            config.Tools.PendingCustomization = $"imcf-{StableUuid.Of("customization", $"{vm.Reference.Value}/{vm.World.Version}")[..8]}";
        });
        ShowStatus(vm, GuestInfoCustomizationStatus.TOOLSDEPLOYPKGPENDING);
    }

    /// <summary>The guest and its Tools run: what waited for them begins.</summary>
    internal static void BeginPending(VCenter vCenter, VirtualMachine vm)
    {
        SimulatedGuestState state = vm.GuestState;
        if (state.Pending is not { } spec)
        {
            return;
        }

        CustomizationOutcome? outcome = vCenter.CustomizationOutcomes.Take(vm);
        if (outcome is { Failure: null })
        {
            return;
        }

        state.Pending = null;
        state.IsCustomizing = true;
        vm.ChangeConfig(config => (config.Tools ??= new ToolsConfigInfo()).PendingCustomization = null);
        ShowStatus(vm, GuestInfoCustomizationStatus.TOOLSDEPLOYPKGRUNNING);
        Post(vCenter, vm, new CustomizationStartedEvent());
        GuestLife.Schedule(vm, vCenter.Options.CustomizationDuration, () =>
        {
            if (outcome?.Failure is { } failure)
            {
                Fail(vCenter, vm, (CustomizationFailed)failure.Copy());
            }
            else
            {
                Succeed(vCenter, vm, spec);
            }
        });
    }

    /// <summary>
    /// The VM is powered off. A customization that waits goes on waiting; one that ran is lost with the guest's memory, and
    /// nothing starts it again. The reference names no event for that: it is taken to be CustomizationUnknownFailure.
    /// </summary>
    internal static void Interrupt(VCenter vCenter, VirtualMachine vm)
    {
        if (vm.GuestState.IsCustomizing)
        {
            Fail(vCenter, vm, new CustomizationUnknownFailure { Reason = "The virtual machine was powered off during its customization." });
        }

        vm.GuestState.KeepsAdaptersUnconnected = false;
    }

    private static void Succeed(VCenter vCenter, VirtualMachine vm, CustomizationSpec spec)
    {
        SimulatedGuestState state = vm.GuestState;
        CustomizationEffects.Apply(vm, spec);
        (state.Applied, state.IsCustomizing, state.KeepsAdaptersUnconnected) = (spec, false, false);
        DeviceConnections.Connect(vCenter, vm, withAdapters: true);
        vm.Set("guest", GuestReport.Running(vm, vm.Guest));
        ShowStatus(vm, GuestInfoCustomizationStatus.TOOLSDEPLOYPKGSUCCEEDED);
        Post(vCenter, vm, new CustomizationSucceeded());
    }

    // The adapters stay unconnected, which is what terraform-provider-vsphere's users see after a failure (#444, #1512).
    private static void Fail(VCenter vCenter, VirtualMachine vm, CustomizationFailed failure)
    {
        vm.GuestState.IsCustomizing = false;
        failure.Reason ??= "The customization failed in the guest.";
        ShowStatus(vm, GuestInfoCustomizationStatus.TOOLSDEPLOYPKGFAILED, failure.Reason);
        Post(vCenter, vm, failure);
    }

    private static void ShowStatus(VirtualMachine vm, GuestInfoCustomizationStatus status, string? error = null) => vm.ChangeGuest(guest =>
    {
        bool hasEnded = status == GuestInfoCustomizationStatus.TOOLSDEPLOYPKGSUCCEEDED || status == GuestInfoCustomizationStatus.TOOLSDEPLOYPKGFAILED;
        guest.CustomizationInfo = new GuestInfoCustomizationInfo
        {
            CustomizationStatus = status.Value,
            StartTime = hasEnded ? guest.CustomizationInfo?.StartTime : status == GuestInfoCustomizationStatus.TOOLSDEPLOYPKGRUNNING ? vm.World.Now : null,
            EndTime = hasEnded ? vm.World.Now : null,
            ErrorMsg = error,
        };
    });

    private static void Post(VCenter vCenter, VirtualMachine vm, CustomizationEvent posted)
    {
        posted.LogLocation = LogOf(vm);
        posted.UserName = vm.GuestState.PendingFrom;
        vCenter.Events.Post(vm, posted);
    }

    private static string LogOf(VirtualMachine vm) => GuestFamily.Of(vm.Config.GuestId).IsWindows ? WindowsLog : LinuxLog;
}
