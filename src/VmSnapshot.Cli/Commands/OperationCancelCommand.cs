using VmSnapshot.Cli.Options;
using VmSnapshot.Cli.Output;
using VmSnapshot.Cli.Running;
using VmSnapshot.Sdk;

namespace VmSnapshot.Cli.Commands;

/// <summary><c>operation cancel</c></summary>
internal static class OperationCancelCommand
{
    public static CliCommand Create(GlobalOptions globals)
    {
        var id = OptionShapes.OperationId();
        return new CliCommand(
            "cancel", "Cancels an operation, wherever it runs, and waits until what it made is removed.", "vmsnap operation cancel 0198f3a2c4e17b3d9a5e6c0d1f2a3b4c")
            .With(id)
            .Runs(globals, async (context, parsed) =>
            {
                var exitCode = await RunAsync(context, parsed.GetRequiredValue(id));
                await Reaping.RunAsync(context);
                return exitCode;
            });
    }

    private static async Task<int> RunAsync(CommandContext context, string id)
    {
        context.OperationId = id;
        var operation = await context.Operations.GetAsync(id, cancellationToken: context.Token);
        if (!operation.HasEnded)
        {
            await Holders.NoteAsync(context, id);
            operation = await OperationWait.ToEndAsync(context, await context.Operations.CancelAsync(id, cancellationToken: context.Token));
        }

        if (operation.State != OperationState.Cancelled)
        {
            context.Output.Note($"Operation {id} had {operation.State switch { OperationState.Succeeded => "succeeded", _ => "failed" }} before; nothing was cancelled.");
        }

        context.Output.Write(operation.ToDocument(), CliJson.Default.OperationDocument, OperationViews.Show);
        // Cancelled is what was asked for, whatever it ended with; but not that something is left.
        return operation.Error is { LeavesSomethingBehind: true } ? ExitCodes.Failed : ExitCodes.Done;
    }
}
