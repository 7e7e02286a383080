using VmSnapshot.Cli.Output;
using VmSnapshot.Sdk;

namespace VmSnapshot.Cli.Running;

/// <summary>Goes on with several operations, a few at a time, and waits for all.</summary>
internal static class OperationsResumption
{
    private const int AtATime = 4;

    /// <returns>What became of each, and why those had to stop again that haven't ended.</returns>
    public static async Task<IReadOnlyList<(OperationInfo Operation, VmSnapshotException? Stopped)>> RunAsync(
        CommandContext context, IReadOnlyList<OperationInfo> operations)
    {
        if (operations.Count == 0)
        {
            return [];
        }

        context.WhatRemains = Remaining.OfAll;
        var outcomes = new (OperationInfo Operation, VmSnapshotException? Stopped)[operations.Count];
        await context.Output.TrackAsync(async display =>
        {
            var progress = new JointProgress(display, operations.Count);
            try
            {
                await Parallel.ForEachAsync(
                    operations.Index(),
                    new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = context.Token },
                    async (at, token) => outcomes[at.Index] = await RunAsync(context, at.Item, progress.Of(at.Index), token));
            }
            catch (OperationCanceledException) when (context.Token.IsCancellationRequested)
            {
                display.Note(context.StoppingNote);
                await context.GiveBackAsync();
                throw;
            }

            return true;
        });
        context.WhatRemains = null;
        return outcomes;
    }

    private static async Task<(OperationInfo Operation, VmSnapshotException? Stopped)> RunAsync(
        CommandContext context, OperationInfo operation, IProgress<OperationProgress> progress, CancellationToken cancellationToken)
    {
        try
        {
            return (await OperationWait.ToEndAsync(context, operation, progress, cancellationToken), null);
        }
        catch (VmSnapshotException stopped)
        {
            // Where the store can't be read either, that is the failure of the command.
            return (await context.Operations.GetAsync(operation.Id, cancellationToken: cancellationToken), stopped);
        }
    }

    /// <summary>One display for all: the mean of their percentages, and what was said last.</summary>
    private sealed class JointProgress(ProgressDisplay display, int count)
    {
        private readonly double[] _percents = new double[count];
        private readonly Lock _lock = new();

        public IProgress<OperationProgress> Of(int index) => new One(this, index);

        private sealed class One(JointProgress all, int index) : IProgress<OperationProgress>
        {
            public void Report(OperationProgress value)
            {
                lock (all._lock)
                {
                    all._percents[index] = value.PercentComplete;
                    all.Display(value);
                }
            }
        }

        private void Display(OperationProgress value) => display.Report(value with
        {
            PercentComplete = _percents.Average(),
            Message = value.Message.Length > 0 ? $"{value.OperationId}: {value.Message}" : string.Empty,
        });
    }
}
