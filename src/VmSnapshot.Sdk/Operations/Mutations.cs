using Microsoft.Extensions.Logging;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.Tasks;

namespace VmSnapshot.Sdk.Operations;

/// <summary>
/// Makes each change of vCenter's once: writes the intent, looks whether it has happened, calls once, writes down the task, waits, reads
/// back, writes the result. Where an answer was lost, what is there decides; nothing is sent again before that was looked at.
/// </summary>
internal sealed partial class Mutations(IVSphereGateway gateway, TaskWaiter waiter, TimeProvider timeProvider, ILogger<Mutations> logger)
{
    private const int MaxAttempts = 5;
    private const int MaxAttemptsWhileBusy = 20;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>Returns what is there in the end, whoever made it so.</summary>
    /// <param name="journal">Where it is written down.</param>
    /// <param name="mutation">The change.</param>
    /// <param name="cancellationToken">Stops before the call is sent, and stops waiting afterwards; the journal says which.</param>
    /// <exception cref="VmSnapshotException">vCenter refused it for good; or it couldn't be found out whether it has happened, and the journal says so.</exception>
    public async Task<T> RunAsync<T>(ItemJournal journal, Mutation<T> mutation, CancellationToken cancellationToken)
        where T : class
    {
        // An intent that was found without a task was somebody's who died or lost the answer: that call may be under way.
        var isUnbound = IsOpen(journal, mutation) && journal.State.Call is { Task: null };
        for (var attempt = 1; ; attempt++)
        {
            var isBound = IsOpen(journal, mutation) && journal.State.Call is { Task: not null };
            var answer = isBound ? Answer<T>.IsBound : await AskAsync(journal, mutation, isUnbound, cancellationToken).ConfigureAwait(false);
            if (answer.Kind == AnswerKind.Bound)
            {
                answer = await FollowAsync(journal, mutation, cancellationToken).ConfigureAwait(false);
            }

            if (answer.Kind == AnswerKind.Refused)
            {
                journal.ForgetCall();
                answer = await AfterRefusalAsync(journal, mutation, answer, attempt, cancellationToken).ConfigureAwait(false);
            }

            if (answer.Made is { } made)
            {
                await journal.WriteAsync(mutation.Record(journal.State with { Call = null }, made), "done", $"{mutation.Call}: {mutation.Attempted}").ConfigureAwait(false);
                return made;
            }

            // A task that vCenter has forgotten may go on all the same: after a restart it knows none, and the hosts finish theirs.
            isUnbound = answer.Kind is AnswerKind.Lost or AnswerKind.Forgotten;
            if (answer.Kind is AnswerKind.Lost or AnswerKind.NotSent or AnswerKind.Forgotten)
            {
                LogNoAnswer(mutation.Attempted, answer.Error);
                if (attempt >= MaxAttempts)
                {
                    throw answer.Error!;
                }
            }

            var pause = FirstPause * Math.Pow(2, attempt - 1);
            await Task.Delay(pause < LongestPause ? pause : LongestPause, timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Writes the intent, looks, and sends.</summary>
    private async Task<Answer<T>> AskAsync<T>(ItemJournal journal, Mutation<T> mutation, bool isUnbound, CancellationToken cancellationToken)
        where T : class
    {
        var intended = journal.State with { Call = new PendingCall(mutation.Call, mutation.Target, Task: null), MayArriveLate = journal.State.MayArriveLate || isUnbound };
        await journal.WriteAsync(intended, "intent", $"{mutation.Call}: {mutation.Attempted}").ConfigureAwait(false);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await FindAsync(mutation, isUnbound, cancellationToken).ConfigureAwait(false) is { } there)
            {
                return new Answer<T>(AnswerKind.Made, there);
            }

            cancellationToken.ThrowIfCancellationRequested();
        }
        catch (Exception) when (!isUnbound)
        {
            // Nothing was sent, as this process knows.
            journal.ForgetCall();
            throw;
        }

        return await SendAsync(journal, mutation, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What is wanted, if it is there; an unfinished task that may be the lost call's is waited for first.</summary>
    private async Task<T?> FindAsync<T>(Mutation<T> mutation, bool mayBeUnderWay, CancellationToken cancellationToken)
        where T : class
    {
        var there = await ReadAsync(() => mutation.Probe(cancellationToken)).ConfigureAwait(false);
        if (there is not null || !mayBeUnderWay || mutation.Entity is not { } entity)
        {
            return there;
        }

        foreach (var task in await gateway.FindUnfinishedTasksAsync(entity, cancellationToken).ConfigureAwait(false))
        {
            if (task.DescriptionId == mutation.TaskDescription)
            {
                // Whether it was ours, what it made says.
                await WaitForStrangerAsync(task.MoRef, mutation, cancellationToken).ConfigureAwait(false);
            }
        }

        return await ReadAsync(() => mutation.Probe(cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>Waits for a task that may be ours; one that takes too long is none that could fail us.</summary>
    private async Task WaitForStrangerAsync<T>(MoRef task, Mutation<T> mutation, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            await EndAsync(task, mutation, cancellationToken).ConfigureAwait(false);
        }
        catch (VmSnapshotException e) when (e.Code == VmSnapshotErrorCodes.TaskTimedOut)
        {
            LogNoAnswer(mutation.Attempted, e);
        }
    }

    /// <summary>A reading that vCenter can't answer at the moment says nothing of the change: it is no reason to take anything back.</summary>
    private static async Task<T?> ReadAsync<T>(Func<Task<T?>> read)
        where T : class
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (VmSnapshotException e) when (e is { Fault: not null, IsTransient: true })
        {
            throw new VmSnapshotException(VmSnapshotErrorCodes.VmUnreadable, e.Message, e) { Fault = e.Fault, IsTransient = true };
        }
    }

    private static bool IsOpen<T>(ItemJournal journal, Mutation<T> mutation)
        where T : class => journal.State.Call is { } call && call.Name == mutation.Call && call.Target == mutation.Target;

    private static async Task<Answer<T>> SendAsync<T>(ItemJournal journal, Mutation<T> mutation, CancellationToken cancellationToken)
        where T : class
    {
        MoRef? task;
        try
        {
            // The answer is waited for even when cancelled: without it nobody could tell what became of the call.
            task = await mutation.Send().ConfigureAwait(false);
        }
        catch (VmSnapshotException e) when (e.Fault is { } fault && (e.Code != VmSnapshotErrorCodes.LoginRefused || fault.Is("NotAuthenticated")))
        {
            return new Answer<T>(AnswerKind.Refused, Error: e);
        }
        catch (VmSnapshotException e) when (e.Code == VmSnapshotErrorCodes.VCenterUnreachable)
        {
            if (e.MayHaveBeenExecuted)
            {
                return new Answer<T>(AnswerKind.Lost, Error: e);
            }

            journal.ForgetCall();
            return new Answer<T>(AnswerKind.NotSent, Error: e);
        }
        catch (VmSnapshotException)
        {
            // A login that was refused, a certificate, a secret that isn't there: it didn't come to the call.
            journal.ForgetCall();
            throw;
        }

        if (task is null)
        {
            return await ReadAsync(() => mutation.Probe(cancellationToken)).ConfigureAwait(false) is { } made
                ? new Answer<T>(AnswerKind.Made, made)
                : throw Unexpected(mutation);
        }

        await journal.WriteAsync(
            journal.State with { Call = new PendingCall(mutation.Call, mutation.Target, task) }, "bind", $"{mutation.Call}: {task.Value.Value}").ConfigureAwait(false);
        return Answer<T>.IsBound;
    }

    /// <summary>Waits for the task that is written down.</summary>
    private async Task<Answer<T>> FollowAsync<T>(ItemJournal journal, Mutation<T> mutation, CancellationToken cancellationToken)
        where T : class
    {
        if (await EndAsync(journal.State.Call!.Task!.Value, mutation, cancellationToken).ConfigureAwait(false) is not { } ended)
        {
            // The inventory decides; what isn't there yet may still come.
            journal.UnbindCall();
            return new Answer<T>(
                AnswerKind.Forgotten,
                await ReadAsync(() => mutation.Probe(cancellationToken)).ConfigureAwait(false),
                Forgotten(mutation));
        }

        if (ended.State != VCenterTaskState.Success)
        {
            return new Answer<T>(AnswerKind.Refused, Error: VCenterFaultMapping.ToException(
                ended.Fault ?? new VCenterFault { Name = "MethodFault", Message = "The task failed without saying why." }, mutation.Attempted));
        }

        var made = await ReadAsync(() => mutation.ReadBack is { } readBack ? readBack(ended.Result, cancellationToken) : mutation.Probe(cancellationToken)).ConfigureAwait(false);
        return new Answer<T>(AnswerKind.Made, made ?? throw Unexpected(mutation));
    }

    /// <summary>The task's end; null where vCenter has forgotten the task.</summary>
    private async Task<VCenterTask?> EndAsync<T>(MoRef task, Mutation<T> mutation, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await waiter.WaitForEndAsync(task, mutation.Attempted, mutation.Progress, cancellationToken).ConfigureAwait(false);
        }
        catch (VmSnapshotException e) when (e.Fault?.Is("ManagedObjectNotFound") == true)
        {
            return null;
        }
    }

    /// <summary>It may have happened before; else it is asked for again where the refusal was of the moment, or given up.</summary>
    private async Task<Answer<T>> AfterRefusalAsync<T>(
        ItemJournal journal, Mutation<T> mutation, Answer<T> refusal, int attempt, CancellationToken cancellationToken)
        where T : class
    {
        var fault = refusal.Error!.Fault!;
        if (fault.Is("NotAuthenticated") && attempt < MaxAttempts)
        {
            return refusal;
        }

        // A clone under way holds its name before it can be found: it may be a call of ours whose answer was lost.
        if (await FindAsync(mutation, mayBeUnderWay: fault.Is("DuplicateName"), cancellationToken).ConfigureAwait(false) is { } there)
        {
            return refusal with { Made = there };
        }

        if (mutation.IsDoneBy(fault) && mutation.ReadBack is { } readBack)
        {
            return refusal with { Made = await readBack(null, cancellationToken).ConfigureAwait(false) };
        }

        var isBusy = fault.Is("TaskInProgress") || fault.Is("ConcurrentAccess") || fault.Is("TooManyConcurrentNativeClones");
        if ((isBusy && attempt < MaxAttemptsWhileBusy) || (fault.Is("DuplicateName") && attempt < MaxAttempts))
        {
            return refusal;
        }

        await journal.WriteAsync(journal.State, "refused", $"{mutation.Call}: {fault.Name}").ConfigureAwait(false);
        throw refusal.Error;
    }

    private static VmSnapshotException Forgotten<T>(Mutation<T> mutation)
        where T : class =>
        new(VmSnapshotErrorCodes.VCenterUnreachable, $"Could not {mutation.Attempted}: vCenter has forgotten the task, and what it was to do isn't done.") { IsTransient = true };

    private static VmSnapshotException Unexpected<T>(Mutation<T> mutation)
        where T : class =>
        new(VmSnapshotErrorCodes.VCenterFault, $"Could not {mutation.Attempted}: vCenter says it did, but nothing of it is there.");

    [LoggerMessage(Level = LogLevel.Warning, Message = "No answer came when the SDK was to {Attempted}: looking whether it has happened")]
    private partial void LogNoAnswer(string attempted, Exception? exception);

    private enum AnswerKind
    {
        /// <summary>It has happened.</summary>
        Made,

        /// <summary>Its task is written down.</summary>
        Bound,

        /// <summary>vCenter said no, or the task failed: this call has changed nothing.</summary>
        Refused,

        /// <summary>No answer came: vCenter may have done it.</summary>
        Lost,

        /// <summary>It didn't reach vCenter.</summary>
        NotSent,

        /// <summary>vCenter doesn't know the task any more.</summary>
        Forgotten,
    }

    private sealed record Answer<T>(AnswerKind Kind, T? Made = null, VmSnapshotException? Error = null)
        where T : class
    {
        public static Answer<T> IsBound { get; } = new(AnswerKind.Bound);
    }
}
