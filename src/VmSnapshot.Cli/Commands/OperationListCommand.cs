using System.CommandLine;
using VmSnapshot.Cli.Options;
using VmSnapshot.Cli.Output;
using VmSnapshot.Cli.Running;
using VmSnapshot.Sdk;

namespace VmSnapshot.Cli.Commands;

/// <summary><c>operation list</c>: a page of the journal.</summary>
internal sealed class OperationListCommand
{
    private readonly Option<string?> _state = OptionShapes.OneOf("--state", "Only operations in this state. Default: all.", Words.All<OperationState>());
    private readonly Option<int?> _limit = OptionShapes.Number<int>("--limit", "The page's size, 1 to 1000. Default: 100.");
    private readonly Option<string?> _continue = OptionShapes.Text("--continue", "TOKEN", "Goes on behind the page that this came with.");

    private OperationListCommand()
    {
    }

    public static CliCommand Create(GlobalOptions globals)
    {
        var options = new OperationListCommand();
        return new CliCommand(
            "list", "Lists operations, newest first, a page at a time.", "vmsnap operation list", "vmsnap operation list --state running --json")
            .With(options._state, options._limit, options._continue)
            .Runs(globals, options.RunAsync, needsVCenter: _ => false);
    }

    private async Task<int> RunAsync(CommandContext context, ParseResult parsed)
    {
        var query = new OperationQuery
        {
            State = parsed.GetValue(_state) is { } state ? Words.Parse<OperationState>(state) : null,
            ContinuationToken = parsed.GetValue(_continue),
        };
        var page = await context.Operations.ListAsync(query with { Limit = parsed.GetValue(_limit) ?? query.Limit }, context.Token);
        context.Output.WriteList(
            new OperationListDocument([.. page.Items.Select(operation => operation.ToDocument())], page.ContinuationToken),
            CliJson.Default.OperationListDocument, OperationViews.List, page.Items.Count, "There is no such operation.");
        await Reaping.RunAsync(context);
        return ExitCodes.Done;
    }
}
