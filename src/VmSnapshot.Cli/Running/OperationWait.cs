using VmSnapshot.Sdk;

namespace VmSnapshot.Cli.Running;

/// <summary>
/// Waits for operations with progress on standard error. A command that is interrupted stops waiting and gives its operation back: it isn't
/// cancelled by that.
/// </summary>
internal static class OperationWait
{
    /// <summary>The tool has no background service that takes up what others leave: while it waits, it looks itself.</summary>
    private static readonly TimeSpan LooksEvery = TimeSpan.FromSeconds(2);

    /// <summary>Begins an operation and waits for what it makes.</summary>
    public static async Task<T> RunAsync<T>(CommandContext context, Func<CancellationToken, Task<Operation<T>>> begin)
    {
        // A bad request fails here, before anything is made and before a bar is drawn.
        var operation = await begin(context.Token);
        return await AloneAsync(context, operation, operation.WaitForCompletionAsync);
    }

    /// <summary>Begins an operation and waits until vCenter has its first task; one that has failed by then throws why.</summary>
    public static async Task<OperationInfo> StartAsync<T>(CommandContext context, Func<CancellationToken, Task<Operation<T>>> begin)
    {
        var operation = await begin(context.Token);
        return await AloneAsync(context, operation, async (_, token) =>
        {
            await operation.WaitUntilStartedAsync(token);
            if (await operation.RefreshAsync(token) is OperationState.Failed or OperationState.Cancelled)
            {
                await operation.WaitForCompletionAsync(progress: null, token);
            }

            return await context.Operations.GetAsync(operation.Id, cancellationToken: token);
        });
    }

    /// <summary>Waits for the end of an operation of the journal, whatever that is, and works on it where nobody else does.</summary>
    public static async Task<OperationInfo> ToEndAsync(CommandContext context, OperationInfo operation) => operation.Kind switch
    {
        OperationKind.CreateSnapshot => await ToEndAsync(context, await context.Operations.GetAsync<Snapshot>(operation.Id, cancellationToken: context.Token)),
        _ => await ToEndAsync(context, await context.Operations.GetAsync<VmBatch>(operation.Id, cancellationToken: context.Token)),
    };

    /// <summary>The same as one of several, whose progress is shown together.</summary>
    public static async Task<OperationInfo> ToEndAsync(
        CommandContext context, OperationInfo operation, IProgress<OperationProgress> progress, CancellationToken cancellationToken) => operation.Kind switch
        {
            OperationKind.CreateSnapshot => await ToEndAsync(context, await context.Operations.GetAsync<Snapshot>(operation.Id, cancellationToken: cancellationToken), progress, cancellationToken),
            _ => await ToEndAsync(context, await context.Operations.GetAsync<VmBatch>(operation.Id, cancellationToken: cancellationToken), progress, cancellationToken),
        };

    public static bool HasEnded(OperationState state) => state is OperationState.Succeeded or OperationState.Failed or OperationState.Cancelled;

    private static Task<OperationInfo> ToEndAsync<T>(CommandContext context, Operation<T> operation) =>
        AloneAsync(context, operation, (progress, token) => EndAsync(context, operation, progress, token));

    private static async Task<OperationInfo> ToEndAsync<T>(
        CommandContext context, Operation<T> operation, IProgress<OperationProgress> progress, CancellationToken cancellationToken)
    {
        await using var keeping = new Keeping(context.Operations, operation.Id);
        return await EndAsync(context, operation, progress, cancellationToken);
    }

    private static async Task<OperationInfo> EndAsync<T>(
        CommandContext context, Operation<T> operation, IProgress<OperationProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            await operation.WaitForCompletionAsync(progress, cancellationToken);
        }
        catch (VmSnapshotException) when (HasEnded(operation.State))
        {
            // How it ended is the result here, not an error of this command.
        }

        return await context.Operations.GetAsync(operation.Id, cancellationToken: cancellationToken);
    }

    /// <summary>Waits for the one operation of a command.</summary>
    private static async Task<TResult> AloneAsync<T, TResult>(
        CommandContext context, Operation<T> operation, Func<IProgress<OperationProgress>?, CancellationToken, Task<TResult>> wait)
    {
        context.OperationId = operation.Id;
        context.WhatRemains = Remaining.Of(context, operation.Id);
        try
        {
            return await context.Output.TrackAsync(async progress =>
            {
                try
                {
                    await using var keeping = new Keeping(context.Operations, operation.Id);
                    return await wait(progress, context.Token);
                }
                catch (OperationCanceledException) when (context.Token.IsCancellationRequested)
                {
                    progress.Note(context.StoppingNote);
                    await context.GiveBackAsync();
                    if (!HasEnded(await operation.RefreshAsync(CancellationToken.None)))
                    {
                        throw;
                    }

                    // It came to its end before it could be given back.
                    return await wait(null, CancellationToken.None);
                }
            });
        }
        finally
        {
            if (HasEnded(operation.State))
            {
                context.WhatRemains = null;
            }
        }
    }

    /// <summary>Takes an operation up, now and whenever who works on it stops without having ended it.</summary>
    private sealed class Keeping : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _work;

        public Keeping(IOperations operations, string operationId) => _work = Task.Run(() => RunAsync(operations, operationId, _stop.Token));

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _work;
            _stop.Dispose();
        }

        private static async Task RunAsync(IOperations operations, string operationId, CancellationToken cancellationToken)
        {
            using var timer = new PeriodicTimer(LooksEvery);
            try
            {
                do
                {
                    try
                    {
                        await operations.ResumeAsync(operationId, cancellationToken: cancellationToken);
                    }
                    catch (VmSnapshotException)
                    {
                        // The store is away: who waits is told by the wait itself.
                    }
                }
                while (await timer.WaitForNextTickAsync(cancellationToken));
            }
            catch (OperationCanceledException)
            {
                // The wait is over.
            }
        }
    }
}
