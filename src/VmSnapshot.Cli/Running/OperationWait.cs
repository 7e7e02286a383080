using VmSnapshot.Sdk;

namespace VmSnapshot.Cli.Running;

/// <summary>Waits for an operation with progress on standard error, and cancels it when the command is interrupted.</summary>
internal static class OperationWait
{
    public static async Task<T> RunAsync<T>(CommandContext context, Func<CancellationToken, Task<Operation<T>>> begin)
    {
        // A bad request fails here, before anything is made and before a bar is drawn.
        var operation = await begin(context.Token);
        context.OperationId = operation.Id;
        return await context.Output.TrackAsync(async progress =>
        {
            try
            {
                return await operation.WaitForCompletionAsync(progress, context.Token);
            }
            catch (OperationCanceledException) when (context.Token.IsCancellationRequested)
            {
                progress.Note(context.StoppingNote);
                await operation.CancelAsync(CancellationToken.None);

                // Throws that it was cancelled, or returns what was finished before the cancellation came.
                return await operation.WaitForCompletionAsync(progress: null, CancellationToken.None);
            }
        });
    }
}
