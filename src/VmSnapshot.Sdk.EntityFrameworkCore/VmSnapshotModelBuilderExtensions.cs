using VmSnapshot.Sdk.EntityFrameworkCore;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Puts the snapshot tables into a model.</summary>
public static class VmSnapshotModelBuilderExtensions
{
    /// <summary>
    /// Adds the tables of the snapshot store to a context of the host's own, which then makes and applies their migrations with its others.
    /// Call it in <see cref="DbContext.OnModelCreating"/>, and register the context with <c>UseEntityFrameworkStore</c>.
    /// </summary>
    /// <param name="modelBuilder">The host's model.</param>
    /// <param name="schema">The schema that the tables go to, where the database has such a thing. Default: the model's.</param>
    /// <param name="collation">
    /// How the database compares the text of these tables, by its own name for that; it must tell apart whatever differs and order it by
    /// code. On PostgreSQL say <c>"C"</c>. Default: the database's, which does on SQLite.
    /// </param>
    public static ModelBuilder AddVmSnapshot(this ModelBuilder modelBuilder, string? schema = null, string? collation = null)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        SnapshotModel.Configure(modelBuilder, schema, collation);
        return modelBuilder;
    }
}
