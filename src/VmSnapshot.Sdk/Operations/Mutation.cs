using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.Operations;

/// <summary>A change of vCenter's that must happen once: how to see that it has, and how to ask for it.</summary>
/// <typeparam name="T">What is there afterwards.</typeparam>
internal sealed record Mutation<T>
    where T : class
{
    /// <summary>The vim25 method.</summary>
    public required string Call { get; init; }

    /// <summary>What it changes, and how: tells it from other calls of the same method for the same item, in the journal.</summary>
    public required string Target { get; init; }

    /// <summary>What it does, to go into "Could not …".</summary>
    public required string Attempted { get; init; }

    /// <summary>What is wanted, if it is there already; null where it isn't.</summary>
    public required Func<CancellationToken, Task<T?>> Probe { get; init; }

    /// <summary>Asks for it, once. The task; null where vCenter has done it when it answers.</summary>
    public required Func<Task<MoRef?>> Send { get; init; }

    /// <summary>What is there after its task has ended well, told the task's result. Default: what <see cref="Probe"/> finds.</summary>
    public Func<MoRef?, CancellationToken, Task<T?>>? ReadBack { get; init; }

    /// <summary>Whether this fault means that it has happened before.</summary>
    public Func<VCenterFault, bool> IsDoneBy { get; init; } = _ => false;

    /// <summary>What is to be remembered of it.</summary>
    public Func<ItemState, T, ItemState> Record { get; init; } = (state, _) => state;

    /// <summary>The object whose unfinished tasks may be this call's, where its answer was lost; null where none can be told from others'.</summary>
    public MoRef? Entity { get; init; }

    /// <summary>Those tasks' <see cref="VCenterTask.DescriptionId"/>.</summary>
    public string? TaskDescription { get; init; }

    /// <summary>Told vCenter's percentages.</summary>
    public Action<int>? Progress { get; init; }
}
