using System.Reflection;
using System.Runtime.ExceptionServices;
using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Sdk.Tests;

/// <summary>The store as one process sees it: its calls can fail, or do their work and lose the answer, while others work on the same one.</summary>
public class TestStore : DispatchProxy
{
    private readonly Lock _lock = new();
    private readonly List<Failure> _failures = [];
    private readonly Dictionary<string, Func<Task>> _before = [];
    private ISnapshotStore _inner = null!;

    /// <summary>A full disk.</summary>
    public static VmSnapshotException Full => new(VmSnapshotErrorCodes.StoreUnusable, "The disk is full.");

    /// <summary>Whether the last write of an operation, with its record, is meant.</summary>
    internal static Func<object?[], bool> EndsOperation { get; } = arguments => arguments[0] is OperationWrite { EndedAt: not null };

    internal static ISnapshotStore Around(ISnapshotStore inner)
    {
        var proxy = Create<ISnapshotStore, TestStore>();
        ((TestStore)proxy)._inner = inner;
        return proxy;
    }

    /// <summary>Refuses a call, which does nothing then.</summary>
    internal void FailNext(string method, Exception? error = null, Func<object?[], bool>? when = null) =>
        Add(new Failure(method, error ?? Full, Commits: false, IsForEver: false, when));

    /// <summary>Loses the answer to a call, which does its work.</summary>
    internal void LoseNextReply(string method, Exception? error = null, Func<object?[], bool>? when = null) =>
        Add(new Failure(method, error ?? Full, Commits: true, IsForEver: false, when));

    /// <summary>Refuses a call until <see cref="Recover"/>; every call where none is named.</summary>
    internal void Fail(string? method = null, Exception? error = null, Func<object?[], bool>? when = null) =>
        Add(new Failure(method, error ?? Full, Commits: false, IsForEver: true, when));

    /// <summary>Lets something happen before the next such call.</summary>
    internal void BeforeNext(string method, Func<Task> happens)
    {
        lock (_lock)
        {
            _before[method] = happens;
        }
    }

    internal void Recover()
    {
        lock (_lock)
        {
            _failures.Clear();
        }
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (TakeBefore(targetMethod!.Name) is { } happens)
        {
            return typeof(TestStore).GetMethod(nameof(AfterAsync), BindingFlags.NonPublic | BindingFlags.Instance)!
                .MakeGenericMethod(targetMethod.ReturnType.GetGenericArguments()[0]).Invoke(this, [happens, targetMethod, args]);
        }

        var failure = Take(targetMethod.Name, args!);
        if (failure is { Commits: false })
        {
            return Fail(targetMethod.ReturnType, Task.CompletedTask, failure.Error);
        }

        try
        {
            var result = targetMethod.Invoke(_inner, args);
            return failure is null ? result : Fail(targetMethod.ReturnType, (Task)result!, failure.Error);
        }
        catch (TargetInvocationException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerException!);
            throw;
        }
    }

    private static object Fail(Type returned, Task work, Exception error) => typeof(TestStore)
        .GetMethod(nameof(FailAsync), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(returned.GetGenericArguments()[0]).Invoke(null, [work, error])!;

    private static async Task<T> FailAsync<T>(Task work, Exception error)
    {
        await work;
        throw error;
    }

    private async Task<T> AfterAsync<T>(Func<Task> happens, MethodInfo method, object?[]? args)
    {
        await happens();
        return await (Task<T>)method.Invoke(_inner, args)!;
    }

    private Func<Task>? TakeBefore(string method)
    {
        lock (_lock)
        {
            return _before.Remove(method, out var happens) ? happens : null;
        }
    }

    private void Add(Failure failure)
    {
        lock (_lock)
        {
            _failures.Add(failure);
        }
    }

    private Failure? Take(string method, object?[] arguments)
    {
        lock (_lock)
        {
            var due = _failures.Find(f => (f.Method is null || f.Method == method) && (f.When is null || f.When(arguments)));
            if (due is { IsForEver: false })
            {
                _failures.Remove(due);
            }

            return due;
        }
    }

    private sealed record Failure(string? Method, Exception Error, bool Commits, bool IsForEver, Func<object?[], bool>? When);
}
