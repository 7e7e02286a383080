using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.VSphere.Inventory;
using VmSnapshot.Sdk.VSphere.Sessions;
using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.VSphere.Tasks;

/// <summary>Reads the recent tasks of an inventory object.</summary>
internal static class RecentTasks
{
    // Followed by the server within one call: a task that is forgotten between two calls would fail the second one.
    private static readonly IReadOnlyList<SelectionSpec> ToTasks = [new TraversalSpec { Type = "ManagedEntity", Path = "recentTask", Skip = false }];

    public static async Task<IReadOnlyList<VCenterTask>> FindUnfinishedAsync(
        VSphereSession session, ManagedObjectReference entity, CancellationToken cancellationToken)
    {
        var read = await PropertyReader.ReadAsync(
            session,
            [entity],
            // The list itself, too: where it may not be read because the session has ended, there would be no task, and nothing to tell why.
            [PropertyReader.Of("Task", [TaskInfoReading.Property]), PropertyReader.Of(entity.Type!, ["recentTask"])],
            ToTasks,
            cancellationToken).ConfigureAwait(false);
        return
        [
            .. read
                .Select(task => task.Get<TaskInfo>(TaskInfoReading.Property) is { } info ? TaskInfoReading.Describe(task.Reference, info) : null)
                .OfType<VCenterTask>()
                .Where(task => !task.HasEnded),
        ];
    }
}
