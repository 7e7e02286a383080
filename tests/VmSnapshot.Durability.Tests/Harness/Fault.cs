using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Vim25;

namespace VmSnapshot.Durability.Tests.Harness;

/// <summary>Which of its two ports a portal is at.</summary>
internal enum Door
{
    Gateway,
    Store,
}

/// <summary>What goes wrong at a call of vCenter's or a commit of the store's.</summary>
internal enum FaultMode
{
    CrashBefore,
    CrashAfter,
    ReplyLost,
    TimedOut,
    SessionExpired,

    /// <summary>Another instance takes over while this one stands in the call, and then this one goes on with it.</summary>
    TwoInstances,
    StoreBusy,

    /// <summary>Until the portal is started again.</summary>
    StoreFull,
    CommitUnknown,

    /// <summary>Somebody else asks for it: the store has the flag.</summary>
    Cancelled,

    /// <summary>A caller of this instance's asks for it: what is under way here hears of it at once.</summary>
    CancelledHere,

    /// <summary>vCenter refuses the call with a fault.</summary>
    Refused,

    /// <summary>The task that the call starts fails with a fault.</summary>
    TaskFailed,

    /// <summary>The task that the call starts does its work, and vCenter forgets it.</summary>
    TaskForgotten,

    /// <summary>This one stands still for longer than its lease lasts; then it goes on, whoever has taken over.</summary>
    LeaseRunsOut,

    /// <summary>An administrator gives something else the name that the call is to give.</summary>
    NameTaken,
}

/// <summary>Something that goes wrong, where and when.</summary>
/// <param name="Door">At which port.</param>
/// <param name="Number">At which of the instance's calls there, from 1.</param>
/// <param name="Mode">What.</param>
internal sealed record Fault(Door Door, int Number, FaultMode Mode)
{
    private int _fired;

    /// <summary>In which instance's life, from 1. The first is the portal's that was asked.</summary>
    public int Instance { get; init; } = 1;

    /// <summary>Whether at every later call, too.</summary>
    public bool IsContinuous { get; init; }

    /// <summary>For a call that isn't carried out before it timed out: after how many further calls of anybody's; null after everything has ended.</summary>
    public int? LateAfter { get; init; }

    /// <summary>What vCenter says, where it says something.</summary>
    public MethodFault? Says { get; init; }

    /// <summary>Whether it came to pass.</summary>
    public bool HasFired => Volatile.Read(ref _fired) != 0;

    /// <summary>Whether an operation that meets it may end without success.</summary>
    public bool MayFailOperation => Mode is FaultMode.Cancelled or FaultMode.CancelledHere or FaultMode.Refused or FaultMode.TaskFailed or FaultMode.NameTaken;

    /// <summary>The same, that hasn't come to pass.</summary>
    public Fault Again() => this with { _fired = 0 };

    public void Fire() => Volatile.Write(ref _fired, 1);

    public bool IsAt(int instance, Door door, int number)
    {
        // A crash that goes on meets the next instances at the same place.
        var isHere = IsContinuous && Mode is FaultMode.CrashBefore or FaultMode.CrashAfter
            ? instance >= Instance && instance < Instance + 3 && number == Number
            : instance == Instance && (IsContinuous ? number >= Number : number == Number);
        return isHere && door == Door;
    }

    public override string ToString() =>
        $"{Mode}{(Says is { } says ? $"({says.WireTypeName})" : "")} at {Door} {Number}{(IsContinuous ? " and on" : "")}"
        + $"{(Instance > 1 ? $" of instance {Instance}" : "")}{(LateAfter is { } late ? $", carried out {late} calls later" : "")}";

    internal static VCenterFault Describe(MethodFault fault) => new()
    {
        Name = fault.WireTypeName,
        Message = "On demand.",
        BaseNames = VimTypes.BaseNames(fault.WireTypeName),
    };
}

/// <summary>The process is gone. None of the SDK's own exceptions: nothing in it can know this one.</summary>
internal sealed class InstanceCrashedException() : Exception("This process is dead.");
