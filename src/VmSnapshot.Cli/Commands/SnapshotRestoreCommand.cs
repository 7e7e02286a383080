using VmSnapshot.Cli.Options;
using VmSnapshot.Cli.Output;
using VmSnapshot.Cli.Running;

namespace VmSnapshot.Cli.Commands;

/// <summary><c>snapshot restore</c></summary>
internal static class SnapshotRestoreCommand
{
    public static CliCommand Create(GlobalOptions globals)
    {
        var snapshot = OptionShapes.Snapshot();
        return new CliCommand("restore", "Takes a soft delete back.", "vmsnap snapshot restore web-golden")
            .With(snapshot)
            .Runs(
                globals,
                async (context, parsed) =>
                {
                    var record = await context.Snapshots.RestoreAsync(parsed.GetRequiredValue(snapshot), cancellationToken: context.Token);
                    context.Output.Write(record.ToDocument(), CliJson.Default.SnapshotDocument, SnapshotViews.Restored);
                    return ExitCodes.Done;
                },
                needsVCenter: _ => false);
    }
}
