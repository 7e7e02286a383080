using System.Text.Json.Serialization;

namespace VmSnapshot.Sdk;

/// <summary>Where a snapshot's record stands in its life.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<SnapshotStatus>))]
public enum SnapshotStatus
{
    /// <summary>Being made by its operation; it holds its name.</summary>
    Creating,

    /// <summary>New VMs can be made from it.</summary>
    Available,

    /// <summary>Its operation failed; <see cref="Snapshot.StatusReason"/> says why. It doesn't hold its name.</summary>
    Failed,

    /// <summary>Its operation was cancelled. It doesn't hold its name.</summary>
    Cancelled,

    /// <summary>Its template is being destroyed; where that failed, deleting it with purge goes on.</summary>
    Deleting,

    /// <summary>Deleted but whole: it can be restored until it is purged. While that goes on it stays so, with a reason.</summary>
    Deleted,

    /// <summary>Its template is gone; the record stays for those that refer to it.</summary>
    Purged,
}

/// <summary>Whether new VMs should still be made from a snapshot.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<SnapshotAvailability>))]
public enum SnapshotAvailability
{
    /// <summary>Yes.</summary>
    Active,

    /// <summary>It works, but there is something better.</summary>
    Deprecated,

    /// <summary>No: new VMs are refused.</summary>
    Obsolete,
}

/// <summary>How a snapshot's template looked in vCenter when it was last seen.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<SnapshotHealth>))]
public enum SnapshotHealth
{
    /// <summary>Not looked at yet.</summary>
    Unknown,

    /// <summary>As recorded.</summary>
    InSync,

    /// <summary>Gone.</summary>
    Missing,

    /// <summary>There, but no template any more.</summary>
    Modified,
}
