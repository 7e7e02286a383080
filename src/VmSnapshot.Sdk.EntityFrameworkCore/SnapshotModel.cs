using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using VmSnapshot.Sdk.EntityFrameworkCore.Rows;

namespace VmSnapshot.Sdk.EntityFrameworkCore;

/// <summary>Tables, keys and indexes. The rules of the catalog that two writers could break together are unique indexes.</summary>
internal static class SnapshotModel
{
    public const string StoreInfoTable = "SnapshotStoreInfo";

    public static void Configure(ModelBuilder model, string? schema, string? collation)
    {
        model.Entity<StoreInfoRow>(store =>
        {
            store.ToTable(StoreInfoTable, schema);
            store.Property(s => s.Id).ValueGeneratedNever();
        });
        model.Entity<SnapshotRow>(snapshot => Configure(snapshot, schema));
        model.Entity<SnapshotLabelRow>(label =>
        {
            label.ToTable("SnapshotLabels", schema);
            label.HasKey(l => new { l.SnapshotId, l.Key });
            label.HasIndex(l => new { l.Key, l.Value });
        });
        model.Entity<SnapshotSourceRow>(source =>
        {
            source.ToTable("SnapshotSources", schema);
            source.HasKey(s => s.SnapshotId);
            source.HasIndex(s => s.InstanceUuid);
            source.HasMany(s => s.Disks).WithOne().HasForeignKey(d => d.SnapshotId).OnDelete(DeleteBehavior.Cascade);
            source.HasMany(s => s.NetworkAdapters).WithOne().HasForeignKey(n => n.SnapshotId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<SnapshotDiskRow>(disk =>
        {
            disk.ToTable("SnapshotDisks", schema);
            disk.HasKey(d => new { d.SnapshotId, d.Position });
        });
        model.Entity<SnapshotNetworkAdapterRow>(adapter =>
        {
            adapter.ToTable("SnapshotNetworkAdapters", schema);
            adapter.HasKey(n => new { n.SnapshotId, n.Position });
        });
        model.Entity<SnapshotTemplateRow>(template =>
        {
            template.ToTable("SnapshotTemplates", schema);
            template.HasKey(t => t.SnapshotId);
            template.HasIndex(t => t.InstanceUuid);
            template.HasMany(t => t.Disks).WithOne().HasForeignKey(d => d.SnapshotId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<SnapshotTemplateDiskRow>(disk =>
        {
            disk.ToTable("SnapshotTemplateDisks", schema);
            disk.HasKey(d => new { d.SnapshotId, d.Position });
        });
        model.Entity<OperationRow>(operation => Configure(operation, schema));
        model.Entity<OperationItemRow>(item =>
        {
            item.ToTable("SnapshotOperationItems", schema);
            item.HasKey(i => new { i.OperationId, i.Item });
        });
        model.Entity<AuditRow>(audit =>
        {
            audit.ToTable("SnapshotAudit", schema);
            audit.HasKey(a => a.Id);
            audit.HasIndex(a => new { a.Tenant, a.OperationId, a.Id });
            audit.HasIndex(a => new { a.Tenant, a.SnapshotId, a.Id });
        });
        if (collation is not null)
        {
            foreach (var text in model.Model.GetEntityTypes().Where(IsOurs).SelectMany(e => e.GetDeclaredProperties()).Where(p => p.ClrType == typeof(string)))
            {
                text.SetCollation(collation);
            }
        }
    }

    private static bool IsOurs(IReadOnlyEntityType type) => type.ClrType.Namespace == typeof(SnapshotRow).Namespace;

    private static void Configure(EntityTypeBuilder<SnapshotRow> snapshot, string? schema)
    {
        snapshot.ToTable("Snapshots", schema);
        snapshot.HasKey(s => s.Id);
        snapshot.Property(s => s.ConcurrencyToken).IsConcurrencyToken();

        // Null is distinct from null in a unique index, so only live records hold their names.
        snapshot.HasIndex(s => new { s.Tenant, s.LiveName }).IsUnique();
        snapshot.HasIndex(s => new { s.Tenant, s.Family, s.Version }).IsUnique();
        snapshot.HasIndex(s => new { s.Tenant, s.Name });
        snapshot.HasIndex(s => new { s.Tenant, s.CreatedAtTicks, s.Id });

        snapshot.HasMany(s => s.Labels).WithOne().HasForeignKey(l => l.SnapshotId).OnDelete(DeleteBehavior.Cascade);
        snapshot.HasOne(s => s.Source).WithOne().HasForeignKey<SnapshotSourceRow>(s => s.SnapshotId).OnDelete(DeleteBehavior.Cascade);
        snapshot.Navigation(s => s.Source).IsRequired();
        snapshot.HasOne(s => s.Template).WithOne().HasForeignKey<SnapshotTemplateRow>(t => t.SnapshotId).OnDelete(DeleteBehavior.Cascade);
    }

    private static void Configure(EntityTypeBuilder<OperationRow> operation, string? schema)
    {
        operation.ToTable("SnapshotOperations", schema);
        operation.HasKey(o => o.Id);

        // Null is distinct from null in a unique index: an operation needs no token.
        operation.HasIndex(o => new { o.Tenant, o.ClientToken }).IsUnique();
        operation.HasIndex(o => new { o.Tenant, o.Id });
        operation.HasIndex(o => new { o.Tenant, o.State, o.Id });

        // For those who look after all tenants: what can be resumed, and what is watched.
        operation.HasIndex(o => new { o.State, o.LeasedUntilTicks });
        operation.HasIndex(o => o.WatchedUntilTicks);

        operation.HasMany(o => o.Items).WithOne().HasForeignKey(i => i.OperationId).OnDelete(DeleteBehavior.Cascade);
    }
}
