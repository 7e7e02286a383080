using VmSnapshot.Cli.Output;
using VmSnapshot.Sdk;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Cli.Running;

/// <summary>
/// Removes what vCenter made for operations after they had ended, as every <c>operation</c> command does beside its own work, for the tool has
/// no background service. Nothing that goes wrong here is the command's failure: it is tried again with the next one.
/// </summary>
internal static class Reaping
{
    public static async Task RunAsync(CommandContext context)
    {
        if (!context.CanReachVCenter)
        {
            return;
        }

        try
        {
            if ((await context.Get<ISnapshotStore>().FindWatchedAsync(1, context.Token)).Count == 0)
            {
                return;
            }

            // A vCenter that is away is found once, not once for each operation.
            await context.Get<IVSphereGateway>().ConnectAsync(context.Token);
            foreach (var arrival in await context.Get<IOperationRunner>().ReapAsync(dryRun: false, context.Token))
            {
                CliOutput.Tell($"Removed a late arrival of operation {arrival.OperationId}: {arrival.What}.");
            }
        }
        catch (Exception e) when (e is VmSnapshotException or OperationCanceledException)
        {
            CliOutput.Tell($"Late arrivals of operations that have ended were not looked for to the end: {(e is VmSnapshotException ? e.Message : "interrupted.")}");
        }
    }
}
