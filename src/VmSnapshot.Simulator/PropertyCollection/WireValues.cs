using System.Collections;
using System.Collections.Concurrent;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.PropertyCollection;

/// <summary>Brings values into the form whose type names the array on the wire: a list of X is an ArrayOfX.</summary>
internal static class WireValues
{
    private static readonly ConcurrentDictionary<Type, Func<IList, IList>> Copiers = new();

    /// <summary>The value, of a list one with the declared type of the items.</summary>
    /// <param name="value">The value.</param>
    /// <param name="itemType">The declared type; without one the list's own says it.</param>
    internal static object? Of(object? value, Type? itemType)
    {
        if (value is null or string or DynamicData or byte[] or not IList)
        {
            return value;
        }

        var list = (IList)value;
        Type item = itemType ?? ItemTypeOf(list);
        return Copiers.GetOrAdd(item, static type => typeof(WireValues)
            .GetMethod(nameof(CopierOf), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
            .MakeGenericMethod(type)
            .Invoke(null, null) as Func<IList, IList> ?? throw new InvalidOperationException($"No lists can be made of {type}."))(list);
    }

    /// <summary>An empty list of the type.</summary>
    internal static object Empty(Type itemType) => Of(Array.Empty<object>(), itemType)!;

    private static Func<IList, IList> CopierOf<T>() => static list => list as List<T> ?? [.. list.Cast<T>()];

    private static Type ItemTypeOf(IList list) => list.GetType().GetInterfaces()
        .Where(candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        .Select(candidate => candidate.GetGenericArguments()[0])
        .FirstOrDefault() ?? typeof(object);
}
