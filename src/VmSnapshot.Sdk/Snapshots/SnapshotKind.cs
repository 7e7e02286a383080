using System.Text.Json.Serialization;

namespace VmSnapshot.Sdk;

/// <summary>How a snapshot's template holds its disks.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<SnapshotKind>))]
public enum SnapshotKind
{
    /// <summary>Whole copies: nothing depends on the source any more.</summary>
    Full,

    /// <summary>
    /// Children of the disks of a native snapshot of the source: quick and small, but the source and that native snapshot must stay.
    /// </summary>
    Linked,
}

/// <summary>What state a running guest's disks are captured in.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<SnapshotConsistency>))]
public enum SnapshotConsistency
{
    /// <summary>As after a power cut.</summary>
    Crash,

    /// <summary>File systems quiesced by VMware Tools, through a temporary native snapshot.</summary>
    Quiesced,

    /// <summary>The VM was powered off. Only as an outcome, not to be asked for.</summary>
    PoweredOff,
}
