using System.Text.Json.Serialization;

namespace VmSnapshot.Sdk;

/// <summary>The VMs that one operation made.</summary>
/// <param name="OperationId">The operation.</param>
/// <param name="Items">One for each VM asked for, in order.</param>
public sealed record VmBatch(string OperationId, IReadOnlyList<VmBatchItem> Items)
{
    /// <summary>Whether every VM was made.</summary>
    public bool AllSucceeded => Items.All(item => item.Error is null);
}

/// <summary>One VM of a batch: made, or why not.</summary>
/// <param name="Name">The name asked for.</param>
/// <param name="Vm">The VM; null when it could not be made.</param>
/// <param name="Error">Why not; null when it was made. What this item had made was removed again, or the error says what wasn't.</param>
public sealed record VmBatchItem(string Name, CreatedVm? Vm, [property: JsonIgnore] VmSnapshotException? Error)
{
    /// <summary>One of <see cref="VmSnapshotErrorCodes"/>; null when the VM was made.</summary>
    public string? ErrorCode => Error?.Code;

    /// <summary>The error in words; null when the VM was made.</summary>
    public string? ErrorMessage => Error?.Message;
}
