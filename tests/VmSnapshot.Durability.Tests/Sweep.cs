using System.Collections.Concurrent;
using VmSnapshot.Durability.Tests.Harness;
using VmSnapshot.Vim25;

namespace VmSnapshot.Durability.Tests;

/// <summary>All single faults of a scenario.</summary>
internal sealed class Sweep(Scenario scenario, Fault? always)
{
    private static readonly FaultMode[] AtGateway =
    [
        FaultMode.CrashBefore, FaultMode.CrashAfter, FaultMode.ReplyLost, FaultMode.TimedOut, FaultMode.SessionExpired, FaultMode.TwoInstances, FaultMode.StoreBusy,
        FaultMode.StoreFull, FaultMode.CommitUnknown, FaultMode.Cancelled, FaultMode.CancelledHere, FaultMode.TaskForgotten, FaultMode.TaskFailed,
    ];

    private static readonly FaultMode[] AtStore =
    [
        FaultMode.CrashBefore, FaultMode.CrashAfter, FaultMode.CommitUnknown, FaultMode.StoreBusy, FaultMode.StoreFull, FaultMode.TwoInstances, FaultMode.Cancelled,
    ];

    private int _points;
    private int _runs;

    public int Points => _points;

    public int Runs => _runs;

    public ConcurrentQueue<string> Violations { get; } = new();

    /// <summary>Every how many calls something fails. Default: at every one.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>At which it begins.</summary>
    public int First { get; init; } = 1;

    public Func<Task<IStoreBackend>> Backend { get; init; } = () => Task.FromResult<IStoreBackend>(new InMemoryBackend());

    public async Task RunAsync()
    {
        var lanes = Lanes().ToList();
        await Parallel.ForEachAsync(lanes, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (lane, _) => await RunLaneAsync(lane));
    }

    /// <summary>One kind of fault at the first, the second, … call, until it finds no call any more.</summary>
    private async Task RunLaneAsync(Func<int, Fault> lane)
    {
        for (var number = First; ; number += Stride)
        {
            var fault = lane(number);
            var run = await new DurabilityRun { Scenario = scenario, Backend = Backend, Plan = always is null ? [fault] : [fault, always.Again()] }.RunAsync();
            Interlocked.Increment(ref _runs);
            if (run.Violations.Length > 0)
            {
                Violations.Enqueue(run.Violations);
            }

            if (!fault.HasFired)
            {
                return;
            }

            Interlocked.Increment(ref _points);
        }
    }

    private static IEnumerable<Func<int, Fault>> Lanes()
    {
        foreach (var mode in AtGateway)
        {
            yield return number => new Fault(Door.Gateway, number, mode) { Says = mode == FaultMode.TaskFailed ? new NoDiskSpace() : null };
            if (mode is not (FaultMode.TwoInstances or FaultMode.Cancelled or FaultMode.CancelledHere or FaultMode.TaskFailed))
            {
                yield return number => new Fault(Door.Gateway, number, mode) { IsContinuous = true };
            }

            if (mode == FaultMode.TimedOut)
            {
                yield return number => new Fault(Door.Gateway, number, mode) { LateAfter = 3 };
                yield return number => new Fault(Door.Gateway, number, mode) { LateAfter = 9 };
            }
        }

        foreach (var mode in AtStore)
        {
            yield return number => new Fault(Door.Store, number, mode);
            if (mode is FaultMode.CrashBefore or FaultMode.CrashAfter or FaultMode.CommitUnknown or FaultMode.StoreBusy)
            {
                yield return number => new Fault(Door.Store, number, mode) { IsContinuous = true };
            }
        }
    }
}
