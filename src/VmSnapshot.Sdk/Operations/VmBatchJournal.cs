using System.Globalization;

namespace VmSnapshot.Sdk.Operations;

/// <summary>What the journal of a batch says of its VMs.</summary>
internal static class VmBatchJournal
{
    /// <summary>The batch, as far as it came.</summary>
    public static VmBatch Read(string operationId, IReadOnlyList<ItemState> items) => new(
        operationId,
        [.. items.Select(item => item.Outcome == ItemOutcome.Made
            ? new VmBatchItem(item.Plan!.Name, item.Created, null)
            : new VmBatchItem(item.Plan!.Name, null, (item.Error ?? NotMade).ToException(operationId)))]);

    /// <summary>Why a batch didn't succeed: one VM's error is its own, several are counted.</summary>
    public static OperationError ErrorOf(IReadOnlyList<ItemState> items)
    {
        var errors = items.Select(item => item.Error).OfType<OperationError>().ToList();
        var first = errors.Find(error => error.LeavesSomethingBehind) ?? (errors.Count > 0 ? errors[0] : NotMade);
        if (items.Count == 1)
        {
            return first;
        }

        if (first.Code == VmSnapshotErrorCodes.Cancelled)
        {
            return first with { Message = string.Join(" ", errors.Where(e => e.LeavesSomethingBehind).DefaultIfEmpty(first).Select(e => e.Message)) };
        }

        var made = items.Count(item => item.Outcome == ItemOutcome.Made);
        return new OperationError
        {
            Code = VmSnapshotErrorCodes.BatchIncomplete,
            Message = string.Create(CultureInfo.InvariantCulture, $"{items.Count - made} of {items.Count} VMs could not be made. The first: {first.Message}"),
            Fault = first.Fault,
            LeavesSomethingBehind = errors.Exists(error => error.LeavesSomethingBehind),
        };
    }

    private static OperationError NotMade => new() { Code = VmSnapshotErrorCodes.Cancelled, Message = "It was not made: the operation didn't come to it." };
}
