using System.Text.Json;
using VmSnapshot.Sdk.EntityFrameworkCore.Rows;
using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Sdk.EntityFrameworkCore;

/// <summary>Between the journal's records and their rows, without loss.</summary>
internal static class OperationMapping
{
    public static OperationRow ToRow(OperationRecord operation) => new()
    {
        Id = operation.Id,
        Tenant = operation.Tenant,
        Kind = StoredEnum.Write(operation.Kind),
        State = StoredEnum.Write(operation.State),
        Step = operation.Step,
        PercentComplete = operation.PercentComplete,
        ClientToken = operation.ClientToken,
        Request = operation.Request,
        RequestHash = operation.RequestHash,
        StartedAtTicks = operation.StartedAt.UtcTicks,
        EndedAtTicks = operation.EndedAt?.UtcTicks,
        Error = operation.Error is { } error ? ToJson(error) : null,
        CancelRequested = operation.CancelRequested,
        Fence = operation.Fence,
        Owner = operation.Owner,
        LeasedUntilTicks = operation.LeasedUntil?.UtcTicks,
        WatchedUntilTicks = operation.WatchedUntil?.UtcTicks,
        Items = [.. operation.Items.Select(i => new OperationItemRow { Item = i.Item, State = i.State })],
    };

    public static OperationRecord ToRecord(OperationRow row) => new()
    {
        Id = row.Id,
        Tenant = row.Tenant,
        Kind = StoredEnum.Read<OperationKind>(row.Kind),
        State = StoredEnum.Read<OperationState>(row.State),
        Step = row.Step,
        PercentComplete = row.PercentComplete,
        ClientToken = row.ClientToken,
        Request = row.Request,
        RequestHash = row.RequestHash,
        StartedAt = new DateTimeOffset(row.StartedAtTicks, TimeSpan.Zero),
        EndedAt = StoredTime.Read(row.EndedAtTicks),
        Error = row.Error is null ? null : JsonSerializer.Deserialize(row.Error, StoredJson.Default.OperationError),
        CancelRequested = row.CancelRequested,
        Fence = row.Fence,
        Owner = row.Owner,
        LeasedUntil = StoredTime.Read(row.LeasedUntilTicks),
        WatchedUntil = StoredTime.Read(row.WatchedUntilTicks),
        Items = [.. row.Items.OrderBy(i => i.Item).Select(i => new OperationItemRecord(i.Item, i.State))],
    };

    public static string ToJson(OperationError error) => JsonSerializer.Serialize(error, StoredJson.Default.OperationError);

    public static AuditRow ToRow(AuditEntry entry) => new()
    {
        Id = entry.Id,
        Tenant = entry.Tenant,
        AtTicks = entry.At.UtcTicks,
        Actor = entry.Actor,
        Action = entry.Action,
        Detail = entry.Detail,
        OperationId = entry.OperationId,
        SnapshotId = entry.SnapshotId,
    };

    public static AuditEntry ToEntry(AuditRow row) => new()
    {
        Id = row.Id,
        Tenant = row.Tenant,
        At = new DateTimeOffset(row.AtTicks, TimeSpan.Zero),
        Actor = row.Actor,
        Action = row.Action,
        Detail = row.Detail,
        OperationId = row.OperationId,
        SnapshotId = row.SnapshotId,
    };
}
