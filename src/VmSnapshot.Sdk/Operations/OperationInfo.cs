namespace VmSnapshot.Sdk;

/// <summary>An operation as its journal last had it: what can be told of it in any process.</summary>
public record OperationInfo
{
    /// <summary>32 hexadecimal digits that sort by time; the marks in vCenter carry it.</summary>
    public required string Id { get; init; }

    /// <summary>The scope of the operation and of the records it makes.</summary>
    public required string Tenant { get; init; }

    /// <summary>What it does.</summary>
    public required OperationKind Kind { get; init; }

    /// <summary>Where it stands.</summary>
    public required OperationState State { get; init; }

    /// <summary>The step under way or the last one, named as in the API: <c>DeployVm</c>.</summary>
    public required string Step { get; init; }

    /// <summary>0 to 100 of the whole, as of the last journal entry or renewal of the lease.</summary>
    public double PercentComplete { get; init; }

    /// <summary>The caller's token, if it gave one.</summary>
    public string? ClientToken { get; init; }

    /// <summary>When it was begun, in UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended, in UTC; null while it hasn't.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it failed; while it hasn't ended, what stopped it last: it can be resumed then.</summary>
    public OperationError? Error { get; init; }

    /// <summary>Whether somebody has asked to cancel it.</summary>
    public bool CancelRequested { get; init; }

    /// <summary>Whether the state will not change any more.</summary>
    public bool HasEnded => State is OperationState.Succeeded or OperationState.Failed or OperationState.Cancelled;

    /// <summary>What others may know of an operation, without what only the journal needs.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="latest">How far it is in this process, where that is known better.</param>
    internal static OperationInfo Of(OperationInfo operation, OperationProgress? latest = null) => new()
    {
        Id = operation.Id,
        Tenant = operation.Tenant,
        Kind = operation.Kind,
        State = operation.State,
        Step = latest?.Step ?? operation.Step,
        PercentComplete = latest?.PercentComplete ?? operation.PercentComplete,
        ClientToken = operation.ClientToken,
        StartedAt = operation.StartedAt,
        EndedAt = operation.EndedAt,
        Error = operation.Error,
        CancelRequested = operation.CancelRequested,
    };
}
