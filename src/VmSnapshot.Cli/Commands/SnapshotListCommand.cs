using System.CommandLine;
using VmSnapshot.Cli.Options;
using VmSnapshot.Cli.Output;
using VmSnapshot.Cli.Running;
using VmSnapshot.Sdk;

namespace VmSnapshot.Cli.Commands;

/// <summary><c>snapshot list</c>: a page of the catalog.</summary>
internal sealed class SnapshotListCommand
{
    private readonly Option<string?> _nameContains = OptionShapes.AnyText("--name-contains", "TEXT", "Only snapshots whose name contains this, whatever the case.");
    private readonly Option<string?> _family = OptionShapes.Text("--family", "F", "Only snapshots of this family.");
    private readonly Option<string[]> _labels = OptionShapes.Many("--label", "K=V", "Only snapshots with this label.");
    private readonly Option<string?> _status = OptionShapes.OneOf(
        "--status", "Only snapshots in this status. Default: all but deleted and purged ones.", Words.All<SnapshotStatus>());

    private readonly Option<int?> _limit = OptionShapes.Number<int>("--limit", "The page's size, 1 to 1000. Default: 100.");
    private readonly Option<string?> _continue = OptionShapes.Text("--continue", "TOKEN", "Goes on behind the page that this came with.");

    private SnapshotListCommand()
    {
    }

    public static CliCommand Create(GlobalOptions globals)
    {
        var options = new SnapshotListCommand();
        return new CliCommand(
            "list", "Lists the catalog, newest first, a page at a time.",
            "vmsnap snapshot list", "vmsnap snapshot list --label os=debian --limit 20 --json", "vmsnap snapshot list --status deleted")
            .With(options._nameContains, options._family, options._labels, options._status, options._limit, options._continue)
            .Runs(globals, options.RunAsync, needsVCenter: _ => false);
    }

    private async Task<int> RunAsync(CommandContext context, ParseResult parsed)
    {
        var query = new SnapshotQuery
        {
            NameContains = parsed.GetValue(_nameContains),
            Family = parsed.GetValue(_family),
            Labels = Pairs.Labels(_labels.Name, parsed.GetValue(_labels)),
            Status = parsed.GetValue(_status) is { } status ? Words.Parse<SnapshotStatus>(status) : null,
            ContinuationToken = parsed.GetValue(_continue),
        };
        var page = await context.Snapshots.ListAsync(query with { Limit = parsed.GetValue(_limit) ?? query.Limit }, context.Token);
        context.Output.WriteList(
            new SnapshotListDocument([.. page.Items.Select(s => s.ToDocument())], page.ContinuationToken),
            CliJson.Default.SnapshotListDocument, SnapshotViews.List, page.Items.Count, "There is no such snapshot.");
        return ExitCodes.Done;
    }
}
