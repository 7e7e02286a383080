using System.Text.Json.Serialization;

namespace VmSnapshot.Sdk;

/// <summary>Where an operation stands.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<OperationState>))]
public enum OperationState
{
    /// <summary>At work.</summary>
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
