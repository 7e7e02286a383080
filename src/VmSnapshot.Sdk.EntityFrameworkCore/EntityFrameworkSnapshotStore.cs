using Microsoft.EntityFrameworkCore;
using Polly;
using Polly.Retry;
using VmSnapshot.Sdk.EntityFrameworkCore.Rows;
using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Sdk.EntityFrameworkCore;

/// <summary>The snapshot store on any database that Entity Framework Core knows.</summary>
internal sealed class EntityFrameworkSnapshotStore : ISnapshotStore, IDisposable
{
    /// <summary>How often an insert is tried that loses a race for a number or a name.</summary>
    private const int MaxInserts = 20;

    private readonly SnapshotDatabase _database;
    private readonly ResiliencePipeline _pipeline;
    private readonly SemaphoreSlim _preparing = new(1, 1);
    private string? _storeId;

    public EntityFrameworkSnapshotStore(SnapshotDatabase database, TimeProvider timeProvider, int busyRetries = 3)
    {
        _database = database;
        _pipeline = busyRetries == 0
            ? ResiliencePipeline.Empty
            : new ResiliencePipelineBuilder { TimeProvider = timeProvider }
                .AddRetry(new RetryStrategyOptions
                {
                    ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is { } e && _database.IsBusy(e)),
                    MaxRetryAttempts = busyRetries,
                    BackoffType = DelayBackoffType.Exponential,
                    Delay = TimeSpan.FromMilliseconds(50),
                    UseJitter = true,
                })
                .Build();
    }

    public async Task<string> GetStoreIdAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_storeId is { } known)
        {
            return known;
        }

        await _preparing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _storeId ??= await GuardAsync(_database.PrepareAsync, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _preparing.Release();
        }
    }

    public async Task<Snapshot> AddAsync(Snapshot snapshot, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        SnapshotStoreConflicts.EnsureComplete(snapshot);
        for (var insert = 1; ; insert++)
        {
            var isLast = insert == MaxInserts;
            if (await RunAsync((context, token) => TryAddAsync(context, snapshot, isLast, token), cancellationToken).ConfigureAwait(false) is { } added)
            {
                return added;
            }
        }
    }

    public Task<Snapshot> UpdateAsync(Snapshot snapshot, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return RunAsync((context, token) => UpdateAsync(context, snapshot, token), cancellationToken);
    }

    public Task<Snapshot?> GetAsync(string tenant, string id, CancellationToken cancellationToken = default) =>
        RunAsync(
            async (context, token) => (await Row(context, tenant, id).ToSnapshotsAsync(context, token).ConfigureAwait(false)).SingleOrDefault(),
            cancellationToken);

    public Task<IReadOnlyList<Snapshot>> FindByNameAsync(string tenant, string name, CancellationToken cancellationToken = default) =>
        RunAsync<IReadOnlyList<Snapshot>>(
            async (context, token) => await context.Set<SnapshotRow>().Where(s => s.Tenant == tenant && s.Name == name).NewestFirst()
                .ToSnapshotsAsync(context, token).ConfigureAwait(false),
            cancellationToken);

    public Task<SnapshotPage> ListAsync(SnapshotQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return RunAsync(
            async (context, token) =>
            {
                var page = await context.Set<SnapshotRow>().Matching(query).NewestFirst().Take(query.Limit + 1)
                    .ToSnapshotsAsync(context, token).ConfigureAwait(false);
                if (page.Count <= query.Limit)
                {
                    return new SnapshotPage(page, null);
                }

                page.RemoveAt(page.Count - 1);
                return new SnapshotPage(page, new SnapshotContinuationToken(page[^1].CreatedAt, page[^1].Id).ToString());
            },
            cancellationToken);
    }

    public void Dispose()
    {
        _preparing.Dispose();
        _database.Dispose();
    }

    private static IQueryable<SnapshotRow> Row(DbContext context, string tenant, string id) =>
        context.Set<SnapshotRow>().Where(s => s.Id == id && s.Tenant == tenant);

    /// <summary>Null where somebody else took the number, or took the name and gave it back: worth another insert, unless it was the last.</summary>
    private async Task<Snapshot?> TryAddAsync(DbContext context, Snapshot snapshot, bool isLast, CancellationToken cancellationToken)
    {
        int? version = null;
        try
        {
            if (snapshot.Family is null)
            {
                return await InsertAsync(context, snapshot, null, cancellationToken).ConfigureAwait(false);
            }

            var transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = transaction.ConfigureAwait(false);
            var highest = await context.Set<SnapshotRow>().Where(s => s.Tenant == snapshot.Tenant && s.Family == snapshot.Family)
                .MaxAsync(s => s.Version, cancellationToken).ConfigureAwait(false);
            version = 1 + (highest ?? 0);
            var added = await InsertAsync(context, snapshot, version, cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return added;
        }
        catch (DbUpdateException e) when (_database.IsUniqueViolation(e) is not false)
        {
            context.ChangeTracker.Clear();
            if (await context.Set<SnapshotRow>().AnyAsync(s => s.Id == snapshot.Id, cancellationToken).ConfigureAwait(false))
            {
                throw SnapshotStoreConflicts.AlreadyRecorded(snapshot, e);
            }

            if (await IsNameTakenAsync(context, snapshot.Tenant, snapshot.Name, snapshot, cancellationToken).ConfigureAwait(false))
            {
                throw SnapshotStoreConflicts.NameTaken(snapshot, e);
            }

            // Without a rule that it broke, another insert would fail as this one did.
            if (isLast || (_database.IsUniqueViolation(e) is null && !await IsVersionTakenAsync(context, snapshot, version, cancellationToken).ConfigureAwait(false)))
            {
                throw;
            }

            return null;
        }
    }

    private static async Task<Snapshot> InsertAsync(DbContext context, Snapshot snapshot, int? version, CancellationToken cancellationToken)
    {
        var row = SnapshotMapping.ToRow(snapshot, version);
        var added = ReadableAgain(
            snapshot, () => SnapshotMapping.ToSnapshot(row, row.Source.Disks, row.Source.NetworkAdapters, row.Template.Disks));
        context.Add(row);
        await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        return added;
    }

    /// <summary>What is about to be written, as it will be read: a record that nobody could read again would take every page with it.</summary>
    private static Snapshot ReadableAgain(Snapshot snapshot, Func<Snapshot> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (SnapshotMapping.IsUnreadable(e))
        {
            throw new VmSnapshotException(
                VmSnapshotErrorCodes.InvalidArguments, $"Snapshot '{snapshot.Name}' ({snapshot.Id}) can't be recorded, for it could not be read again: {e.Message}", e);
        }
    }

    private async Task<Snapshot> UpdateAsync(DbContext context, Snapshot snapshot, CancellationToken cancellationToken)
    {
        var records = await Row(context, snapshot.Tenant, snapshot.Id).ToSnapshotsAsync(context, cancellationToken).ConfigureAwait(false);
        var row = await Row(context, snapshot.Tenant, snapshot.Id).Include(s => s.Labels).SingleOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        if (records is not [var record] || record.ConcurrencyToken != snapshot.ConcurrencyToken || row?.ConcurrencyToken != snapshot.ConcurrencyToken)
        {
            throw SnapshotStoreConflicts.Changed(snapshot);
        }

        SnapshotMapping.Overwrite(row, snapshot);
        var updated = ReadableAgain(snapshot, () => SnapshotMapping.Overwrite(record, row));
        try
        {
            await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (DbUpdateConcurrencyException e)
        {
            throw SnapshotStoreConflicts.Changed(snapshot, e);
        }
        catch (DbUpdateException e) when (_database.IsUniqueViolation(e) is not false)
        {
            context.ChangeTracker.Clear();
            if (await IsNameTakenAsync(context, record.Tenant, record.Name, snapshot, cancellationToken).ConfigureAwait(false))
            {
                throw SnapshotStoreConflicts.NameTaken(record, e);
            }

            if (_database.IsUniqueViolation(e) is null
                && await Row(context, snapshot.Tenant, snapshot.Id).AnyAsync(s => s.ConcurrencyToken == snapshot.ConcurrencyToken, cancellationToken).ConfigureAwait(false))
            {
                throw;
            }

            throw SnapshotStoreConflicts.Changed(snapshot, e);
        }

        return updated;
    }

    private static async Task<bool> IsNameTakenAsync(
        DbContext context, string tenant, string name, Snapshot snapshot, CancellationToken cancellationToken) =>
        snapshot.Status.IsLive()
        && await context.Set<SnapshotRow>().AnyAsync(s => s.Tenant == tenant && s.LiveName == name && s.Id != snapshot.Id, cancellationToken).ConfigureAwait(false);

    private static async Task<bool> IsVersionTakenAsync(DbContext context, Snapshot snapshot, int? version, CancellationToken cancellationToken) =>
        version is not null
        && await context.Set<SnapshotRow>().AnyAsync(s => s.Tenant == snapshot.Tenant && s.Family == snapshot.Family && s.Version == version, cancellationToken).ConfigureAwait(false);

    private async Task<T> RunAsync<T>(Func<DbContext, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        await GetStoreIdAsync(cancellationToken).ConfigureAwait(false);
        return await GuardAsync(
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

    /// <summary>Repeats what a busy database refused, and says in words for people what it can't repeat.</summary>
    private async Task<T> GuardAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await _pipeline.ExecuteAsync(async token => await work(token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
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
