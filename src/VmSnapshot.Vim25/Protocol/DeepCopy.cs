using System.Collections;

namespace VmSnapshot.Vim25.Protocol;

/// <summary>Copies values so that nothing mutable is shared. Texts, numbers, references and enumerations can't change.</summary>
internal static class DeepCopy
{
    internal static T? Object<T>(T? value)
        where T : DynamicData
        => value is null ? null : (T)value.Copy();

    internal static IReadOnlyList<T>? Objects<T>(IReadOnlyList<T>? values)
        where T : DynamicData
    {
        if (values is null)
        {
            return null;
        }

        var copies = new List<T>(values.Count);
        foreach (T value in values)
        {
            copies.Add(value is null ? null! : (T)value.Copy());
        }

        return copies;
    }

    internal static IReadOnlyList<T>? List<T>(IReadOnlyList<T>? values) => values is null ? null : [.. values];

    internal static IReadOnlyList<T>? Values<T>(IReadOnlyList<T>? values)
        where T : class
        => values is null ? null : [.. values.Select(value => (T)Value(value)!)];

    /// <summary>A value of any type that vim25 has, lists included.</summary>
    internal static object? Value(object? value) => value switch
    {
        null or string or ManagedObjectReference => value,
        DynamicData data => data.Copy(),
        byte[] bytes => bytes.Clone(),
        IList list => ListOfAny(list),
        _ => value,
    };

    private static IList ListOfAny(IList list)
    {
        // A list keeps the type of its items, which is the name of the array on the wire.
        Type type = list.GetType();
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>))
        {
            var same = (IList)Activator.CreateInstance(type)!;
            foreach (object? item in list)
            {
                same.Add(Value(item));
            }

            return same;
        }

        // Whatever else is a list of them, such as what collection expressions make.
        var copy = Array.CreateInstance(ArrayType.ItemType(type) ?? typeof(object), list.Count);
        for (int index = 0; index < list.Count; index++)
        {
            copy.SetValue(Value(list[index]), index);
        }

        return copy;
    }
}
