using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Events;

/// <summary>The category of an event, the same as its severity: <c>info</c>, <c>warning</c>, <c>error</c> or <c>user</c>.</summary>
internal static class EventCategories
{
    internal static readonly IReadOnlySet<string> All = new HashSet<string>(StringComparer.Ordinal) { "info", "warning", "error", "user" };

    internal static string Of(Event posted) => posted switch
    {
        EventEx extended => extended.Severity ?? "info",
        GeneralUserEvent => "user",
        CustomizationFailed or VmCloneFailedEvent or VmDeployFailedEvent or VmRelocateFailedEvent or VmDiskFailedEvent
            or VmFailedToPowerOnEvent or VmFailedToPowerOffEvent or VmFailedToShutdownGuestEvent or VmFailedToRebootGuestEvent
            or VmFailedToResetEvent or VmFailedToSuspendEvent or VmFailedMigrateEvent or VmUpgradeFailedEvent
            or BadUsernameSessionEvent => "error",
        VmUuidConflictEvent or VmInstanceUuidConflictEvent or VmMessageEvent or TaskTimeoutEvent => "warning",
        _ => "info",
    };
}
