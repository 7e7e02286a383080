namespace VmSnapshot.Sdk.EntityFrameworkCore.Rows;

/// <summary>One object that an operation makes.</summary>
internal sealed class OperationItemRow
{
    public string OperationId { get; init; } = null!;

    /// <summary>Its number, from 1.</summary>
    public int Item { get; init; }

    /// <summary>How far it is: JSON that the SDK reads.</summary>
    public required string State { get; init; }
}
