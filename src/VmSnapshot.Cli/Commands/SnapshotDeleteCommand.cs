using System.CommandLine;
using VmSnapshot.Cli.Options;
using VmSnapshot.Cli.Output;
using VmSnapshot.Cli.Running;
using VmSnapshot.Sdk;

namespace VmSnapshot.Cli.Commands;

/// <summary><c>snapshot delete</c></summary>
internal sealed class SnapshotDeleteCommand
{
    private readonly Argument<string> _snapshot = OptionShapes.Snapshot();
    private readonly Option<bool> _purge = OptionShapes.Flag("--purge", "Destroys the template and the record's content now, for good.");
    private readonly Option<bool> _force = OptionShapes.Flag("--force", "Overrides delete protection.");
    private readonly Option<bool> _yes = OptionShapes.Flag("--yes", "Doesn't ask before a purge.");

    private SnapshotDeleteCommand()
    {
    }

    public static CliCommand Create(GlobalOptions globals)
    {
        var options = new SnapshotDeleteCommand();
        return new CliCommand(
            "delete", "Deletes a snapshot: it is hidden and can be restored; with --purge its template is destroyed.",
            "vmsnap snapshot delete web-golden", "vmsnap snapshot delete web-golden --purge --yes")
            .With(options._snapshot, options._purge, options._force, options._yes)
            .Runs(globals, options.RunAsync, needsVCenter: parsed => parsed.GetValue(options._purge));
    }

    private async Task<int> RunAsync(CommandContext context, ParseResult parsed)
    {
        var name = parsed.GetRequiredValue(_snapshot);
        var purge = parsed.GetValue(_purge);
        if (purge && !parsed.GetValue(_yes))
        {
            // Whoever confirms one record must not purge another that has taken its name meanwhile.
            name = await ConfirmAsync(context, name);
        }

        if (purge)
        {
            context.WhenInterrupted = "A purge that was begun can be asked for again, with the same command.";
        }

        var options = new DeleteSnapshotOptions { Purge = purge, Force = parsed.GetValue(_force) };
        var deleted = await context.Snapshots.DeleteAsync(name, options, cancellationToken: context.Token);
        context.Output.Write(deleted.ToDocument(), CliJson.Default.SnapshotDocument, SnapshotViews.Deleted);
        return ExitCodes.Done;
    }

    private static async Task<string> ConfirmAsync(CommandContext context, string name)
    {
        if (Console.IsInputRedirected)
        {
            throw CliErrors.Usage("--purge destroys the template for good: without a terminal to ask on, it needs --yes.");
        }

        var snapshot = await context.Snapshots.GetAsync(name, cancellationToken: context.Token);
        await Console.Error.WriteAsync(
            $"{(snapshot.Template is { } template ? $"Destroy template {Cell.Clean(template.Path)} and purge" : "Purge")} snapshot '{Cell.Clean(snapshot.Name)}' ({snapshot.Id}) for good? [y/N] ");
        var answer = await Task.Run(Console.ReadLine, CancellationToken.None).WaitAsync(context.Token);
        return answer?.Trim() is "y" or "Y" or "yes"
            ? snapshot.Id
            : throw new VmSnapshotException(CliErrors.Interrupted, "Not confirmed: nothing was changed.");
    }
}
