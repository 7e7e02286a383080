using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Search;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Reconfiguring;

/// <summary>
/// vCenter keeps instance UUIDs unique: where one is taken it gives another and says so in an event (vSphere Web Services
/// API reference, VirtualMachineConfigInfo.instanceUuid).
/// </summary>
internal static class InstanceUuidRules
{
    internal static void Resolve(ReconfigurePlan plan, VirtualMachine vm)
    {
        string? wanted = plan.Config.InstanceUuid;
        if (wanted is null || wanted == vm.Config.InstanceUuid)
        {
            return;
        }

        if (plan.VCenter.Uuids.Find(UuidKind.Instance, wanted).OfType<VirtualMachine>().FirstOrDefault(other => other != vm) is { } holder)
        {
            plan.Config.InstanceUuid = StableUuid.Of("instance", $"{vm.Reference.Value}/{vm.Config.ChangeVersion}");
            plan.VCenter.Events.Post(vm, new VmInstanceUuidConflictEvent
            {
                InstanceUuid = wanted,
                ConflictedVm = new VmEventArgument { Name = holder.Name, Vm = holder.Reference },
            });
        }
    }
}
