using VmSnapshot.Simulator.Guests;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Power;

/// <summary>
/// Lost hosts and datastores, and hosts in maintenance: what an administrator or bad luck does, for tests. Called under
/// the world's lock.
/// </summary>
internal static class InventoryStates
{
    /// <summary>Somebody disconnects the host. Its VMs run on; vCenter shows what it last knew of them.</summary>
    internal static void Disconnect(VCenter vCenter, HostSystem host) => SetConnection(vCenter, host, HostSystemConnectionState.Disconnected);

    /// <summary>The host doesn't answer any more.</summary>
    internal static void StopResponding(VCenter vCenter, HostSystem host) => SetConnection(vCenter, host, HostSystemConnectionState.NotResponding);

    /// <summary>The host is there again, and vCenter learns what its guests did meanwhile.</summary>
    internal static void Reconnect(VCenter vCenter, HostSystem host) => SetConnection(vCenter, host, HostSystemConnectionState.Connected);

    /// <summary>The host goes into maintenance; in a cluster with DRS its running VMs are moved to others.</summary>
    /// <exception cref="InvalidOperationException">VMs run on it that nobody moves: a real host would wait for them for ever.</exception>
    internal static void EnterMaintenance(VCenter vCenter, HostSystem host)
    {
        host.SetState(host.ConnectionState, inMaintenanceMode: true);
        List<(VirtualMachine Vm, HostSystem? Target)> moves =
            [.. HostLoad.RunningOn(host).ToList().Select(vm => (vm, InitialPlacement.UsesDrs(host) ? InitialPlacement.ByDrs(vCenter, vm, host.Compute) : null))];
        if (moves.FirstOrDefault(move => move.Target is null).Vm is { } stuck)
        {
            host.SetState(host.ConnectionState, inMaintenanceMode: false);
            throw new InvalidOperationException($"'{host.Name}' can't go into maintenance: '{stuck.Name}' runs on it, and no other host takes it.");
        }

        foreach ((VirtualMachine vm, HostSystem? target) in moves)
        {
            vm.MoveTo(target);
            target!.LoadChanged();
            vCenter.Events.Post(vm, new DrsVmMigratedEvent { SourceHost = new HostEventArgument { Name = host.Name, Host = host.Reference } });
        }

        host.LoadChanged();
    }

    internal static void ExitMaintenance(HostSystem host) => host.SetState(host.ConnectionState, inMaintenanceMode: false);

    /// <summary>No host reaches the datastore any more; the VMs that live there are inaccessible.</summary>
    internal static void Lose(VCenter vCenter, Datastore datastore) => SetAccessible(vCenter, datastore, accessible: false);

    /// <summary>The datastore is back.</summary>
    internal static void Recover(VCenter vCenter, Datastore datastore) => SetAccessible(vCenter, datastore, accessible: true);

    private static void SetConnection(VCenter vCenter, HostSystem host, HostSystemConnectionState connection)
    {
        if (host.ConnectionState != connection)
        {
            host.SetState(connection, host.InMaintenanceMode);
            Refresh(vCenter, host.Vms);
        }
    }

    private static void SetAccessible(VCenter vCenter, Datastore datastore, bool accessible)
    {
        if (datastore.Accessible != accessible)
        {
            datastore.SetAccessible(accessible);
            Refresh(vCenter, datastore.Vms);
        }
    }

    private static void Refresh(VCenter vCenter, ReferenceList vms)
    {
        foreach (VirtualMachine vm in vms.Snapshot.Select(vCenter.World.Find).OfType<VirtualMachine>())
        {
            VirtualMachineConnectionState before = vm.Runtime.ConnectionState;
            VirtualMachineConnectionState now = VmAvailability.ConnectionOf(vCenter, vm);
            if (now == before)
            {
                continue;
            }

            vm.ChangeRuntime(runtime => runtime.ConnectionState = now);
            if (now == VirtualMachineConnectionState.Disconnected)
            {
                vCenter.Events.Post(vm, new VmDisconnectedEvent());
            }
            else if (before == VirtualMachineConnectionState.Disconnected)
            {
                vCenter.Events.Post(vm, new VmConnectedEvent());
            }

            GuestLife.SeenAgain(vm);
        }
    }
}
