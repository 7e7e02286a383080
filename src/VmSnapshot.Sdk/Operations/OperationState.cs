using System.Text.Json.Serialization;

namespace VmSnapshot.Sdk;

/// <summary>Where an operation stands.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<OperationState>))]
public enum OperationState
{
    /// <summary>Begun and journaled; nobody has taken it up yet.</summary>
    Pending,

    /// <summary>At work, or waiting for somebody to take it up again: <see cref="OperationInfo.Error"/> then says what stopped it last.</summary>
    Running,

    /// <summary>Asked to stop, and cleaning up.</summary>
    Cancelling,

    /// <summary>Done; the value is there.</summary>
    Succeeded,

    /// <summary>Failed; what it had made was removed again, or the error says what wasn't.</summary>
    Failed,

    /// <summary>Cancelled; what it had made was removed again, or the error says what wasn't.</summary>
    Cancelled,
}
