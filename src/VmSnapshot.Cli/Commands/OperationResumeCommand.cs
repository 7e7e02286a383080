using System.CommandLine;
using VmSnapshot.Cli.Options;
using VmSnapshot.Cli.Output;
using VmSnapshot.Cli.Running;

namespace VmSnapshot.Cli.Commands;

/// <summary><c>operation resume</c>: one operation, or all that can be had.</summary>
internal sealed class OperationResumeCommand
{
    private readonly Argument<string?> _id = new("ID") { Description = "The operation's id. Default: all that nobody works on.", Arity = ArgumentArity.ZeroOrOne };

    private OperationResumeCommand()
    {
    }

    public static CliCommand Create(GlobalOptions globals)
    {
        var options = new OperationResumeCommand();
        return new CliCommand(
            "resume", "Goes on with an operation, or with all that nobody works on, and waits for the end.",
            "vmsnap operation resume 0198f3a2c4e17b3d9a5e6c0d1f2a3b4c", "vmsnap operation resume")
            .With(options._id)
            .Runs(globals, options.RunAsync);
    }

    private async Task<int> RunAsync(CommandContext context, ParseResult parsed)
    {
        var exitCode = parsed.GetValue(_id) is { } id ? await RunOneAsync(context, id) : await RunAllAsync(context);
        await Reaping.RunAsync(context);
        return exitCode;
    }

    private static async Task<int> RunOneAsync(CommandContext context, string id)
    {
        var operation = await context.Operations.GetAsync(id, cancellationToken: context.Token);
        if (operation.HasEnded)
        {
            context.Output.Note($"Operation {id} has ended already; there is nothing to resume.");
        }
        else
        {
            await Holders.NoteAsync(context, id);
            operation = await OperationWait.ToEndAsync(context, operation);
        }

        context.Output.Write(operation.ToDocument(), CliJson.Default.OperationDocument, OperationViews.Show);
        return OperationOutcome.ExitCode(operation);
    }

    private static async Task<int> RunAllAsync(CommandContext context)
    {
        var (free, held) = await Holders.FindAsync(context);
        foreach (var operation in held)
        {
            context.Output.Note($"Operation {operation.Id} is left alone: somebody is at work on it.");
        }

        var outcomes = await OperationsResumption.RunAsync(context, free);
        foreach (var (operation, error) in outcomes.Where(outcome => outcome.Stopped is not null))
        {
            context.Output.Warn($"Operation {operation.Id} had to stop again and stays resumable: {error!.Message} ({error.Code})");
        }

        context.Output.WriteList(
            new OperationListDocument([.. outcomes.Select(outcome => outcome.Operation.ToDocument())], null),
            CliJson.Default.OperationListDocument, OperationViews.List, outcomes.Count, "There is nothing to resume.");
        return outcomes.Select(outcome => outcome.Stopped is { } stopped ? ExitCodes.Of(stopped.Code) : OperationOutcome.ExitCode(outcome.Operation))
            .DefaultIfEmpty(ExitCodes.Done)
            .Max();
    }
}
