using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace VmSnapshot.Sdk.EntityFrameworkCore;

/// <summary>What the store needs to know of its database, and each provider answers in its own way.</summary>
internal abstract class SnapshotDatabase : IDisposable
{
    /// <summary>A context of its own for one piece of work.</summary>
    public abstract DbContext CreateContext();

    /// <summary>Makes the tables ready, if that is ours to do, and returns the id of the store, which is made once.</summary>
    public abstract Task<string> PrepareAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The time that leases are measured by, in UTC ticks: this machine's, unless the database is one that several machines share and has a
    /// clock of its own. Asked inside the transaction that uses it.
    /// </summary>
    /// <param name="context">The transaction's context.</param>
    /// <param name="timeProvider">This machine's clock.</param>
    /// <param name="cancellationToken">Stops the asking.</param>
    public virtual Task<long> NowTicksAsync(DbContext context, TimeProvider timeProvider, CancellationToken cancellationToken) =>
        Task.FromResult(timeProvider.GetUtcNow().UtcTicks);

    /// <summary>Whether a unique index or key refused the change; null where the provider can't say, and the store has to look.</summary>
    public abstract bool? IsUniqueViolation(Exception exception);

    /// <summary>
    /// Which database can't be used, why, and what to do, without secrets; transient where it is busy or away for a moment, so that the same
    /// piece of work may well succeed then. Null where the database isn't the cause.
    /// </summary>
    public abstract VmSnapshotException? Explain(Exception exception);

    public abstract void Dispose();

    /// <summary>The first of that type among an exception and its causes.</summary>
    public static T? Find<T>(Exception exception)
        where T : Exception
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is T found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>Whether the database, or the way to it, is among the causes.</summary>
    protected static bool IsOfTheDatabase(Exception exception) =>
        Find<DbException>(exception) is not null || Find<IOException>(exception) is not null || Find<UnauthorizedAccessException>(exception) is not null;
}
