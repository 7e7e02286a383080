using System.Text.Json.Serialization;
using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.Operations;

/// <summary>How far one object of an operation is: what its row in the journal holds. Never a secret.</summary>
internal sealed record ItemState
{
    /// <summary>Step 1's result, for a template.</summary>
    public VmInfo? Info { get; init; }

    /// <summary>Step 4's result, for a VM.</summary>
    public VmPlan? Plan { get; init; }

    /// <summary>The call that was intended and whose outcome isn't known yet.</summary>
    public PendingCall? Call { get; init; }

    /// <summary>Whether an answer was lost, so that vCenter may still make something when the operation has ended.</summary>
    public bool MayArriveLate { get; init; }

    /// <summary>The clone, once it is known.</summary>
    public MoRef? Vm { get; init; }

    /// <summary>The native snapshot that the clone is made from, once it is taken.</summary>
    public MoRef? NativeSnapshot { get; init; }

    /// <summary>Whether the guest was quiesced for that.</summary>
    public bool Quiesced { get; init; }

    /// <summary>Step 2's result.</summary>
    public TemplateInfo? Template { get; init; }

    /// <summary>Step 5's, later step 6's result.</summary>
    public CreatedVm? Created { get; init; }

    /// <summary>Whether the hardware is set (step 6).</summary>
    public bool IsHardwareSet { get; init; }

    /// <summary>Whether the guest's settings are set (step 6).</summary>
    public bool IsGuestSet { get; init; }

    /// <summary>Why it is taken back; null while it goes forward.</summary>
    public OperationError? Error { get; init; }

    /// <summary>How it ended; null while it hasn't.</summary>
    public ItemOutcome? Outcome { get; init; }

    /// <summary>Whether vCenter was given a task for it.</summary>
    [JsonIgnore]
    public bool HasTask => Call?.Task is not null || Vm is not null || NativeSnapshot is not null;
}

/// <summary>A mutation that may be under way.</summary>
/// <param name="Name">The vim25 method.</param>
/// <param name="Target">What it is to change, and how: the same method may be called for several things.</param>
/// <param name="Task">Its task, once vCenter has answered.</param>
internal sealed record PendingCall(string Name, string Target, MoRef? Task);

/// <summary>How an item ended.</summary>
internal enum ItemOutcome
{
    /// <summary>It is there.</summary>
    Made,

    /// <summary>Nothing of it is there.</summary>
    Removed,

    /// <summary>It could not be made, and something of it could not be removed.</summary>
    LeftBehind,
}
