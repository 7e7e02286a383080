namespace VmSnapshot.Sdk.Operations;

/// <summary>Where the steps write what they are about to do and what became of it.</summary>
internal abstract class ItemJournal(ItemState state)
{
    /// <summary>What was last written.</summary>
    public ItemState State { get; protected set; } = state;

    /// <summary>Whether this very call of the step has asked vCenter for the clone: another's is not this one's to take back.</summary>
    public bool HasSentClone { get; set; }

    /// <summary>A journal for what has to be done between an intent and its call: it goes to the audit, the item stays as it is.</summary>
    public abstract ItemJournal Aside();

    /// <summary>Writes how far the item is. Where that fails, nothing must be sent.</summary>
    /// <param name="next">The state from now on.</param>
    /// <param name="action">The audit's word.</param>
    /// <param name="detail">The same for people.</param>
    public abstract Task WriteAsync(ItemState next, string action, string detail);

    /// <summary>Takes back an intent that was written but, as this process knows, not carried out; the next write says so.</summary>
    public void ForgetCall() => State = State with { Call = null };

    /// <summary>The task of the call is forgotten by vCenter, which may go on with it; the next write says so.</summary>
    public void UnbindCall() => State = State with { Call = State.Call! with { Task = null }, MayArriveLate = true };
}

/// <summary>For steps that are called alone: what they know lives with the call.</summary>
internal sealed class DetachedJournal(ItemState state) : ItemJournal(state)
{
    public override Task WriteAsync(ItemState next, string action, string detail)
    {
        State = next;
        return Task.CompletedTask;
    }

    public override ItemJournal Aside() => new DetachedJournal(new ItemState());
}

/// <summary>The item's row in the store, written under the operation's lease.</summary>
internal sealed class LeasedJournal(OperationRun run, int item, ItemState state) : ItemJournal(state)
{
    /// <summary>The item's number, from 1.</summary>
    public int Item => item;

    public override async Task WriteAsync(ItemState next, string action, string detail)
    {
        await run.WriteItemAsync(item, next, action, detail).ConfigureAwait(false);
        State = next;
    }

    public override ItemJournal Aside() => new AuditOnly(run, item);

    private sealed class AuditOnly(OperationRun run, int item) : ItemJournal(new ItemState())
    {
        public override async Task WriteAsync(ItemState next, string action, string detail)
        {
            await run.WriteAuditAsync(item, action, detail).ConfigureAwait(false);
            State = next;
        }

        public override ItemJournal Aside() => this;
    }
}
