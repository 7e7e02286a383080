using VmSnapshot.Simulator.Tasks;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Events;

/// <summary>The text of an event for people to read, in English.</summary>
internal static class EventMessages
{
    internal static string Of(Event posted)
    {
        string vm = posted.Vm?.Name ?? "The virtual machine";
        string where = (posted.Host is { } host ? $" on {host.Name}" : "") + (posted.Datacenter is { } datacenter ? $" in {datacenter.Name}" : "");
        return posted switch
        {
            EventEx extended => extended.Message ?? extended.EventTypeId ?? "",
            GeneralUserEvent user => $"User logged event: {user.Message}",
            GeneralEvent general => general.Message ?? "",
            TaskEvent task => $"Task: {TaskNames.Of(task.Info?.DescriptionId)}",
            UserLoginSessionEvent login => $"User {login.UserName}@{login.IpAddress} logged in as {login.UserAgent}",
            UserLogoutSessionEvent logout => $"User {logout.UserName}@{logout.IpAddress} logged out (calls: {logout.CallCount})",
            BadUsernameSessionEvent refused => $"Cannot login {refused.UserName}@{refused.IpAddress}",
            CustomizationStartedEvent => $"Started customization of VM {vm}.",
            CustomizationSucceeded => $"Customization of VM {vm} succeeded.",
            CustomizationFailed failed => $"Customization of VM {vm} failed. {failed.Reason}".TrimEnd(),
            VmBeingClonedEvent clone => $"Cloning {vm}{where} to {clone.DestName}",
            VmClonedEvent clone => $"{clone.SourceVm?.Name} cloned to {vm}{where}",
            VmCloneFailedEvent clone => $"Failed to clone {vm} to {clone.DestName}: {TextOf(clone.Reason)}",
            VmBeingDeployedEvent deploy => $"Deploying {vm}{where} from template {deploy.SrcTemplate?.Name}",
            VmDeployedEvent deploy => $"Template {deploy.SrcTemplate?.Name} deployed as {vm}{where}",
            VmDeployFailedEvent deploy => $"Failed to deploy template {vm}: {TextOf(deploy.Reason)}",
            VmCreatedEvent => $"Created virtual machine {vm}{where}",
            VmRegisteredEvent => $"Registered {vm}{where}",
            VmRemovedEvent => $"Removed {vm}{where}",
            VmReconfiguredEvent => $"Reconfigured {vm}{where}.",
            VmRenamedEvent renamed => $"Renamed {vm} from {renamed.OldName} to {renamed.NewName}",
            VmResourcePoolMovedEvent moved => $"Moved {vm} from resource pool {moved.OldParent?.Name} to {moved.NewParent?.Name}",
            VmUuidAssignedEvent assigned => $"Assigned new BIOS UUID ({assigned.Uuid}) to {vm}{where}",
            VmInstanceUuidAssignedEvent assigned => $"Assigned new instance UUID ({assigned.InstanceUuid}) to {vm}{where}",
            VmUuidChangedEvent changed => $"Changed BIOS UUID from {changed.OldUuid} to {changed.NewUuid} for {vm}{where}",
            VmInstanceUuidChangedEvent changed => $"Changed instance UUID from {changed.OldInstanceUuid} to {changed.NewInstanceUuid} for {vm}{where}",
            VmStartingEvent => $"{vm}{where} is starting",
            VmStoppingEvent => $"{vm}{where} is stopping",
            VmResettingEvent => $"{vm}{where} is being reset",
            VmPoweredOnEvent => $"{vm}{where} is powered on",
            VmPoweredOffEvent => $"{vm}{where} is powered off",
            VmSuspendedEvent => $"{vm}{where} is suspended",
            VmGuestShutdownEvent => $"Guest OS shut down for {vm}{where}",
            VmGuestRebootEvent => $"Guest OS reboot for {vm}{where}",
            VmFailedToPowerOnEvent failed => $"Cannot power on {vm}{where}. {TextOf(failed.Reason)}",
            VmFailedToPowerOffEvent failed => $"Cannot power off {vm}{where}. {TextOf(failed.Reason)}",
            VmMessageEvent message => $"Message on {vm}{where}: {message.Message}",
            VmBeingRelocatedEvent relocated => $"Relocating {vm} to {relocated.DestHost?.Name}, {relocated.DestDatastore?.Name}",
            VmRelocatedEvent relocated => $"Relocated {vm} from {relocated.SourceHost?.Name}, {relocated.SourceDatastore?.Name}{where}",
            VmRelocateFailedEvent relocated => $"Failed to relocate {vm}: {TextOf(relocated.Reason)}",
            VmMigratedEvent migrated => $"Migrated {vm} from {migrated.SourceHost?.Name}{where}",
            VmUpgradingEvent upgrading => $"Upgrading virtual hardware of {vm}{where} to version {upgrading.Version}",
            VmUpgradeCompleteEvent upgraded => $"Virtual machine {vm}{where} was upgraded to version {upgraded.Version}",
            CustomFieldDefAddedEvent added => $"Created new custom field definition {added.Name}",
            CustomFieldValueChangedEvent changed => $"Changed custom field {changed.Name} on {changed.Entity?.Name} from '{changed.PrevState}' to '{changed.Value}'",
            _ => $"{posted.WireTypeName}{(posted.Vm is null ? "" : $": {vm}")}{where}",
        };
    }

    private static string TextOf(LocalizedMethodFault? reason) => reason?.LocalizedMessage ?? reason?.Fault?.WireTypeName ?? "unknown reason";
}
