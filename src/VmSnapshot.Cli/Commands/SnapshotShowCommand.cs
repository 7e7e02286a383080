using VmSnapshot.Cli.Options;
using VmSnapshot.Cli.Output;
using VmSnapshot.Cli.Running;

namespace VmSnapshot.Cli.Commands;

/// <summary><c>snapshot show</c></summary>
internal static class SnapshotShowCommand
{
    public static CliCommand Create(GlobalOptions globals)
    {
        var snapshot = OptionShapes.Snapshot();
        return new CliCommand("show", "Shows one snapshot's record.", "vmsnap snapshot show web-golden --json")
            .With(snapshot)
            .Runs(
                globals,
                async (context, parsed) =>
                {
                    var record = await context.Snapshots.GetAsync(parsed.GetRequiredValue(snapshot), cancellationToken: context.Token);
                    context.Output.Write(record.ToDocument(), CliJson.Default.SnapshotDocument, SnapshotViews.Show);
                    return ExitCodes.Done;
                },
                needsVCenter: _ => false);
    }
}
