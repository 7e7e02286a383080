using System.Text.Json.Serialization;

namespace VmSnapshot.Sdk.Gateway;

/// <summary>A vCenter task as it was last seen (vim25 TaskInfo).</summary>
public sealed record VCenterTask
{
    /// <summary>The task.</summary>
    public required MoRef MoRef { get; init; }

    /// <summary>What it does, in vCenter's own key: <c>VirtualMachine.clone</c>. Null where that is unknown.</summary>
    public string? DescriptionId { get; init; }

    /// <summary>Where it stands.</summary>
    public required VCenterTaskState State { get; init; }

    /// <summary>0 to 100, or null where vCenter gives none.</summary>
    public int? PercentComplete { get; init; }

    /// <summary>The object that a successful task made, if it made one.</summary>
    public MoRef? Result { get; init; }

    /// <summary>Why a task failed.</summary>
    public VCenterFault? Fault { get; init; }

    /// <summary>Whether the state will not change any more.</summary>
    public bool HasEnded => State is VCenterTaskState.Success or VCenterTaskState.Error;
}

/// <summary>vim25 TaskInfoState.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<VCenterTaskState>))]
public enum VCenterTaskState
{
    /// <summary>Waits for its turn.</summary>
    Queued,

    /// <summary>Is being worked on.</summary>
    Running,

    /// <summary>Ended well.</summary>
    Success,

    /// <summary>Ended with a fault; a cancelled task ends so, with RequestCanceled.</summary>
    Error,
}
