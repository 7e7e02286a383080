using VmSnapshot.Sdk;
using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Cli.Running;

/// <summary>Tells operations that somebody works on from those that only bear the lease of a process which is gone.</summary>
internal static class Holders
{
    private static readonly OperationState[] Unfinished = [OperationState.Pending, OperationState.Running, OperationState.Cancelling];

    /// <summary>Says who has an operation, where somebody has: until they give it back there is little to see.</summary>
    public static async Task NoteAsync(CommandContext context, string operationId)
    {
        if (await context.Get<ISnapshotStore>().GetOperationAsync(context.Settings.Tenant, operationId, context.Token) is { HasEnded: false, Owner: { } owner })
        {
            context.Output.Note($"Operation {operationId} is {owner}'s: waiting for its end, or until their lease runs out.");
        }
    }

    /// <summary>The tenant's unfinished operations, oldest first: those that can be had, and those that somebody is at work on.</summary>
    public static async Task<(IReadOnlyList<OperationInfo> Free, IReadOnlyList<OperationInfo> Held)> FindAsync(CommandContext context)
    {
        var unfinished = new List<OperationInfo>();
        foreach (var state in Unfinished)
        {
            var query = new OperationQuery { State = state, Limit = OperationQuery.MaxLimit };
            do
            {
                var page = await context.Operations.ListAsync(query, context.Token);
                unfinished.AddRange(page.Items);
                query = query with { ContinuationToken = page.ContinuationToken };
            }
            while (query.ContinuationToken is not null);
        }

        // One may have gone from one state to the next while the pages were read.
        return await DivideAsync(context, [.. unfinished.DistinctBy(operation => operation.Id).OrderBy(operation => operation.Id, StringComparer.Ordinal)]);
    }

    /// <summary>A lease that is renewed has a living holder; one that nobody renews is waited for until it runs out.</summary>
    private static async Task<(IReadOnlyList<OperationInfo> Free, IReadOnlyList<OperationInfo> Held)> DivideAsync(
        CommandContext context, IReadOnlyList<OperationInfo> operations)
    {
        var store = context.Get<ISnapshotStore>();
        var first = new Dictionary<string, OperationRecord>();
        var (free, held) = (new List<OperationInfo>(), new List<OperationInfo>());
        var undecided = operations;
        while (undecided.Count > 0)
        {
            // The store's clock decides whose time is over, which is the server's on PostgreSQL.
            var resumable = (await store.FindResumableAsync(int.MaxValue, context.Token)).ToHashSet();
            var next = new List<OperationInfo>();
            foreach (var operation in undecided)
            {
                switch (await store.GetOperationAsync(context.Settings.Tenant, operation.Id, context.Token))
                {
                    case null or { HasEnded: true }:
                        break;
                    case { Owner: null }:
                    case var _ when resumable.Contains(operation.Id):
                        free.Add(operation);
                        break;
                    case { } seen when first.TryAdd(operation.Id, seen) || (seen.LeasedUntil, seen.Fence) == (first[operation.Id].LeasedUntil, first[operation.Id].Fence):
                        next.Add(operation);
                        break;
                    default:
                        held.Add(operation);
                        break;
                }
            }

            undecided = next;
            if (undecided.Count > 0)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), context.Token);
            }
        }

        return (free, held);
    }
}
