using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Polly;
using Polly.Retry;
using VmSnapshot.Sdk.EntityFrameworkCore.Rows;
using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Sdk.EntityFrameworkCore;

/// <summary>How a piece of work reaches the database, once or not at all.</summary>
internal sealed partial class EntityFrameworkSnapshotStore
{
    /// <summary>How often a change is tried that loses a race for a number, a name, a token.</summary>
    private const int MaxTries = 20;

    private readonly ResiliencePipeline _reads;
    private readonly ResiliencePipeline _writes;

    private static Task<bool> IsWrittenAsync(DbContext context, AuditEntry audit, CancellationToken cancellationToken) =>
        context.Set<AuditRow>().AnyAsync(a => a.Id == audit.Id, cancellationToken);

    private ResiliencePipeline Retry(int retries) => retries == 0
        ? ResiliencePipeline.Empty
        : new ResiliencePipelineBuilder { TimeProvider = _timeProvider }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = arguments => ValueTask.FromResult(IsForAMoment(arguments.Outcome.Exception)),
                MaxRetryAttempts = retries,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromMilliseconds(50),
                MaxDelay = TimeSpan.FromSeconds(2),
                UseJitter = true,
            })
            .Build();

    /// <summary>
    /// Not where the database had its whole time to answer, nor where a host's execution strategy has given up, which knows its database
    /// better. Where nobody knows whether a commit happened it can be made again: the second time finds what the first has done.
    /// </summary>
    private static bool IsForAMoment(Exception? exception) =>
        exception is VmSnapshotException { Code: VmSnapshotErrorCodes.StoreUnusable, IsTransient: true, InnerException: { } cause }
        && cause is not RetryLimitExceededException
        && SnapshotDatabase.Find<TimeoutException>(cause) is null;

    private Task<T> ReadAsync<T>(Func<DbContext, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        RunAsync(_reads, work, cancellationToken);

    /// <summary>A change in one transaction, tried again where it only lost a race.</summary>
    /// <param name="work">What is done in it; it may be done several times.</param>
    /// <param name="lostRace">
    /// Looks for the rule that the work may have broken, outside of its transaction: throws what that means, or says whether another try can
    /// win. False where the database had another reason.
    /// </param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    private async Task<T> TransactAsync<T>(
        Func<DbContext, CancellationToken, Task<Outcome<T>>> work,
        Func<DbContext, Exception, CancellationToken, Task<bool>> lostRace,
        CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            var isLast = tries == MaxTries;
            if (await RunAsync(_writes, (context, token) => TryAsync(context, work, lostRace, isLast, token), cancellationToken).ConfigureAwait(false) is { } outcome)
            {
                return outcome.Value;
            }
        }
    }

    private async Task<Outcome<T>?> TryAsync<T>(
        DbContext context,
        Func<DbContext, CancellationToken, Task<Outcome<T>>> work,
        Func<DbContext, Exception, CancellationToken, Task<bool>> lostRace,
        bool isLast,
        CancellationToken cancellationToken)
    {
        try
        {
            var transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = transaction.ConfigureAwait(false);
            var outcome = await work(context, cancellationToken).ConfigureAwait(false);
            if (outcome.IsChanged)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await CommitAsync(transaction).ConfigureAwait(false);
            }

            return outcome;
        }
        catch (Exception e) when (e is not (VmSnapshotException or OperationCanceledException) && _database.IsUniqueViolation(e) is not false)
        {
            context.ChangeTracker.Clear();
            if (isLast || !await lostRace(context, e, cancellationToken).ConfigureAwait(false))
            {
                throw;
            }

            return null;
        }
    }

    /// <summary>Not cancelled, for nobody could tell what came of it; and whatever it throws, the database is what the caller can't rely on.</summary>
    private async Task CommitAsync(IDbContextTransaction transaction)
    {
        try
        {
            await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (_database.Explain(e) is null)
        {
            throw new VmSnapshotException(
                VmSnapshotErrorCodes.StoreUnusable,
                $"The snapshot database was lost during a commit: {e.Message} Whether the change was written shows when it is read or repeated.",
                e);
        }
    }

    private async Task<T> RunAsync<T>(ResiliencePipeline pipeline, Func<DbContext, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        await GetStoreIdAsync(cancellationToken).ConfigureAwait(false);
        return await GuardAsync(
            pipeline,
            async token =>
            {
                var context = _database.CreateContext();
                await using var _ = context.ConfigureAwait(false);
                // A host's context may have a strategy that repeats the work: then it begins with nothing tracked.
                return await context.Database.CreateExecutionStrategy().ExecuteAsync(
                    async () =>
                    {
                        context.ChangeTracker.Clear();
                        return await work(context, token).ConfigureAwait(false);
                    }).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Says in words for people what the database refused; the pipeline repeats what can be repeated.</summary>
    private async Task<T> GuardAsync<T>(ResiliencePipeline pipeline, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await pipeline.ExecuteAsync(async token => await ExplainAsync(work, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
        catch (ExecutionRejectedException e)
        {
            throw new VmSnapshotException(
                VmSnapshotErrorCodes.StoreUnusable, $"Could not use the snapshot database: pipeline '{VmSnapshotPipelines.StoreWrites}' gave it up: {e.Message}", e)
            { IsTransient = true };
        }
    }

    private async Task<T> ExplainAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not (VmSnapshotException or OperationCanceledException))
        {
            if (_database.Explain(e) is { } explained)
            {
                // Some providers report their own cancellation as a failure.
                cancellationToken.ThrowIfCancellationRequested();
                throw explained;
            }

            throw;
        }
    }
}
