using VmSnapshot.Cli.Output;
using VmSnapshot.Cli.Running;
using VmSnapshot.Sdk;

namespace VmSnapshot.Cli.Commands;

/// <summary><c>--no-wait</c>: begins an operation and leaves it to others.</summary>
internal static class NoWait
{
    /// <summary>Refuses it where nobody could carry on.</summary>
    public static void Check(CommandContext context)
    {
        if (context.Settings.VCenter is { IsSimulated: true })
        {
            throw CliErrors.Usage("--no-wait: the simulated vCenter (memory:) is gone with the command, so nobody could carry on. Try it on 'vmsnap simulator'.");
        }
    }

    public static async Task<int> RunAsync<T>(CommandContext context, Func<CancellationToken, Task<Operation<T>>> begin)
    {
        var operation = await OperationWait.StartAsync(context, begin);
        context.Output.Write(operation.ToDocument(), CliJson.Default.OperationDocument, OperationViews.Show);
        if (!operation.HasEnded)
        {
            context.Output.Note($"'vmsnap operation resume {operation.Id}' carries on, unless a host does.");
        }

        return ExitCodes.Done;
    }
}
