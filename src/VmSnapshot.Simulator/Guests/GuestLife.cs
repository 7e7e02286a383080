using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Guests;

/// <summary>
/// What a guest does of itself: it starts its VMware Tools, if it has any, some time after the power-on, goes on to a
/// customization that waits for it, and goes down when asked.
/// </summary>
internal static class GuestLife
{
    /// <summary>The VM was powered on.</summary>
    internal static void Boot(VCenter vCenter, VirtualMachine vm)
        => Schedule(vm, vCenter.Options.GuestStartDuration, () => Started(vCenter, vm));

    /// <summary>The VM is being powered off.</summary>
    internal static void Halt(VCenter vCenter, VirtualMachine vm)
    {
        SimulatedGuestState state = vm.GuestState;
        state.Next?.Dispose();
        state.Shutdown?.Dispose();
        (state.Next, state.Shutdown, state.Unseen) = (null, null, null);
        GuestCustomization.Interrupt(vCenter, vm);
        vm.Set("guest", GuestReport.Stopped(vm.Guest));
        vm.Set("guestHeartbeatStatus", ManagedEntityStatus.Gray);
    }

    internal static bool IsShuttingDown(VirtualMachine vm) => vm.GuestState.Shutdown is not null;

    /// <summary>Lets the guest go down; what follows is the caller's.</summary>
    internal static void ShutDown(VCenter vCenter, VirtualMachine vm, Action down)
    {
        vm.ChangeGuest(guest => guest.GuestState = "shuttingDown");
        vm.GuestState.Shutdown = vm.World.After(vCenter.Options.GuestStartDuration, () => WhenSeen(vm, down));
    }

    /// <summary>vCenter reaches the VM again or has lost it: what happened meanwhile shows, or the heartbeat is gone.</summary>
    internal static void SeenAgain(VirtualMachine vm)
    {
        bool isSeen = vm.Runtime.ConnectionState == VirtualMachineConnectionState.Connected;
        bool hasHeartbeat = isSeen && vm.Guest.ToolsRunningStatus == "guestToolsRunning";
        vm.Set("guestHeartbeatStatus", hasHeartbeat ? ManagedEntityStatus.Green : ManagedEntityStatus.Gray);
        if (isSeen && vm.GuestState.Unseen is { } happened)
        {
            vm.GuestState.Unseen = null;
            happened();
        }
    }

    /// <summary>Its hardware was changed while it ran: the report follows.</summary>
    internal static void Refresh(VirtualMachine vm)
    {
        if (vm.Guest.ToolsRunningStatus == "guestToolsRunning")
        {
            vm.Set("guest", GuestReport.Running(vm, vm.Guest));
        }
    }

    /// <summary>Lets the guest do something later, unless the VM is off by then.</summary>
    internal static void Schedule(VirtualMachine vm, TimeSpan delay, Action step)
    {
        vm.GuestState.Next?.Dispose();
        vm.GuestState.Next = null;
        IDisposable? next = vm.World.After(delay, () =>
        {
            vm.GuestState.Next = null;
            WhenSeen(vm, step);
        });
        if (next is not null)
        {
            vm.GuestState.Next = next;
        }
    }

    private static void WhenSeen(VirtualMachine vm, Action step)
    {
        if (vm.IsDeleted)
        {
            return;
        }

        if (vm.Runtime.ConnectionState == VirtualMachineConnectionState.Connected)
        {
            step();
        }
        else
        {
            vm.GuestState.Unseen += step;
        }
    }

    private static void Started(VCenter vCenter, VirtualMachine vm)
    {
        if (!vm.GuestState.HasTools)
        {
            vm.Set("guest", GuestReport.WithoutTools(vm.Guest));
            return;
        }

        vm.Set("guest", GuestReport.Running(vm, vm.Guest));
        vm.Set("guestHeartbeatStatus", ManagedEntityStatus.Green);
        GuestCustomization.BeginPending(vCenter, vm);
    }
}
