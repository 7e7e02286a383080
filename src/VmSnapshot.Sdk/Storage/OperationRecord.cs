namespace VmSnapshot.Sdk.Storage;

/// <summary>An operation's row in the journal: what others may know of it, and what those need who go on with it.</summary>
public sealed record OperationRecord : OperationInfo
{
    /// <summary>The request as canonical JSON; secrets are references in it.</summary>
    public required string Request { get; init; }

    /// <summary>The hash of <see cref="Request"/>: the same token with another hash is an error.</summary>
    public required string RequestHash { get; init; }

    /// <summary>What each of its VMs or its template needs to be made, and how far that is. In order.</summary>
    public IReadOnlyList<OperationItemRecord> Items { get; init; } = [];

    /// <summary>Goes up by one with every claim. Who claimed it writes with this number; a write with an older one fails.</summary>
    public long Fence { get; init; }

    /// <summary>Who works on it; null for nobody.</summary>
    public string? Owner { get; init; }

    /// <summary>Until when nobody else may claim it; with no owner, until when nobody should try again by itself. In UTC.</summary>
    public DateTimeOffset? LeasedUntil { get; init; }

    /// <summary>Until when late arrivals of an ended operation are looked for, in UTC; null where nothing can arrive any more.</summary>
    public DateTimeOffset? WatchedUntil { get; init; }
}

/// <summary>One object that an operation makes.</summary>
/// <param name="Item">Its number, from 1.</param>
/// <param name="State">How far it is: JSON that only the SDK reads. Never holds a secret.</param>
public sealed record OperationItemRecord(int Item, string State);
