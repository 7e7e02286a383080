using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using VmSnapshot.Sdk.EntityFrameworkCore.Rows;

namespace VmSnapshot.Sdk.EntityFrameworkCore;

/// <summary>A database of the host's: its context, its provider, its migrations.</summary>
internal sealed class HostDatabase<TContext>(IDbContextFactory<TContext> contexts) : SnapshotDatabase
    where TContext : DbContext
{
    public override DbContext CreateContext() => contexts.CreateDbContext();

    public override async Task<string> PrepareAsync(CancellationToken cancellationToken)
    {
        var context = CreateContext();
        await using var _ = context.ConfigureAwait(false);
        if (context.Model.FindEntityType(typeof(StoreInfoRow)) is null)
        {
            throw new InvalidOperationException(
                $"{typeof(TContext).Name} has no snapshot tables: call modelBuilder.AddVmSnapshot() in its OnModelCreating, and add a migration.");
        }

        if (await StoreIdAsync(context, cancellationToken).ConfigureAwait(false) is { } known)
        {
            return known;
        }

        context.Add(new StoreInfoRow { StoreId = Guid.NewGuid().ToString("n") });
        try
        {
            await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (DbUpdateException)
        {
            // Another process may have been first; then its id is the store's.
            if (await StoreIdAsync(context, cancellationToken).ConfigureAwait(false) is { } others)
            {
                return others;
            }

            throw;
        }

        return (await StoreIdAsync(context, cancellationToken).ConfigureAwait(false))!;
    }

    /// <summary>Not every provider has the standard's states, and some have but the one for any integrity rule.</summary>
    public override bool? IsUniqueViolation(Exception exception) => Find<DbException>(exception) switch
    {
        null => false,
        { SqlState: "23505" } => true,
        { SqlState: null or "23000" } => null,
        _ => false,
    };

    public override VmSnapshotException? Explain(Exception exception)
    {
        if (!IsOfTheDatabase(exception))
        {
            return null;
        }

        var fault = Find<DbException>(exception);
        return new VmSnapshotException(
            VmSnapshotErrorCodes.StoreUnusable,
            $"The snapshot tables of {typeof(TContext).Name} can't be used: {(fault ?? exception).Message} Check that its database is reachable and that its migrations are applied.",
            exception)
        { IsTransient = fault is { IsTransient: true } };
    }

    public override void Dispose()
    {
        // The context factory is the host's.
    }

    private static Task<string?> StoreIdAsync(DbContext context, CancellationToken cancellationToken) =>
        context.Set<StoreInfoRow>().AsNoTracking().Select(s => s.StoreId).FirstOrDefaultAsync(cancellationToken);
}
