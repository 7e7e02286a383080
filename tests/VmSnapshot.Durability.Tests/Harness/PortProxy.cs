using System.Collections.Concurrent;
using System.Reflection;

namespace VmSnapshot.Durability.Tests.Harness;

/// <summary>Stands before a port and lets an instance decide what becomes of each call.</summary>
public class PortProxy : DispatchProxy
{
    private static readonly ConcurrentDictionary<MethodInfo, MethodInfo> Wrappers = new();

    private object _inner = null!;
    private Intercept _intercept = null!;

    /// <summary>What becomes of a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="execute">Carries it out.</param>
    internal delegate Task<object?> Intercept(PortCall call, Func<Task<object?>> execute);

    internal static T Around<T>(T inner, Intercept intercept)
        where T : class
    {
        var port = Create<T, PortProxy>();
        var proxy = (PortProxy)(object)port;
        proxy._inner = inner;
        proxy._intercept = intercept;
        return port;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var call = new PortCall(targetMethod!, args ?? []);
        var wrapper = Wrappers.GetOrAdd(targetMethod!, static method =>
        {
            var returned = method.ReturnType;
            var (name, result) = returned == typeof(Task) ? (nameof(CallAsync), typeof(object))
                : (returned.GetGenericTypeDefinition() == typeof(Task<>) ? nameof(CallAsync) : nameof(StreamAsync), returned.GetGenericArguments()[0]);
            return typeof(PortProxy).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Instance)!.MakeGenericMethod(result);
        });
        return wrapper.Invoke(this, [call]);
    }

    private async Task<T> CallAsync<T>(PortCall call) => (T)(await _intercept(call, () => call.ExecuteAsync(_inner)))!;

    private async IAsyncEnumerable<T> StreamAsync<T>(PortCall call)
    {
        var stream = (IAsyncEnumerable<T>)call.Method.Invoke(_inner, call.Arguments)!;
        var items = stream.GetAsyncEnumerator();
        await using var _ = items.ConfigureAwait(false);
        // The first answer is the call's; what comes after it, comes by itself.
        var isThere = await _intercept(call, async () => await items.MoveNextAsync());
        while (isThere is true)
        {
            yield return items.Current;
            isThere = await _intercept(call with { IsFollowing = true }, async () => await items.MoveNextAsync());
        }
    }
}

/// <summary>A call of a port.</summary>
internal sealed record PortCall(MethodInfo Method, object?[] Arguments)
{
    public string Name => Method.Name;

    /// <summary>Whether it is a further answer to a call that was counted before.</summary>
    public bool IsFollowing { get; init; }

    /// <summary>Carries it out; by the time that this is done late, nobody waits for it any more.</summary>
    public async Task<object?> ExecuteAsync(object port, bool isLate = false)
    {
        var arguments = isLate ? [.. Arguments.Select(a => a is CancellationToken ? CancellationToken.None : a)] : Arguments;
        var task = (Task)Method.Invoke(port, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
        await task;
        return Method.ReturnType == typeof(Task) ? null : task.GetType().GetProperty(nameof(Task<object>.Result))!.GetValue(task);
    }
}
