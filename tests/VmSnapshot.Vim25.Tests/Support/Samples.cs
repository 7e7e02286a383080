using System.Collections;
using System.Reflection;

namespace VmSnapshot.Vim25.Tests.Support;

/// <summary>Data objects with every member set.</summary>
internal static class Samples
{
    internal static IEnumerable<Type> DataObjectTypes => typeof(DynamicData).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(DynamicData)) && !type.IsAssignableTo(typeof(VimRequestType)))
        .OrderBy(type => type.Name, StringComparer.Ordinal);

    internal static IEnumerable<PropertyInfo> Members(Type type)
        => type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite);

    /// <summary>An object whose members, and theirs down to a depth, all have values.</summary>
    internal static DynamicData Full(Type type, int depth = 3)
    {
        var made = (DynamicData)Activator.CreateInstance(type)!;
        foreach (PropertyInfo member in Members(type))
        {
            member.SetValue(made, Value(member.PropertyType, member.Name, depth));
        }

        return made;
    }

    /// <summary>A value of any type that a member or an answer may have.</summary>
    internal static object One(Type type) => Value(type, "value", depth: 2)!;

    private static object? Value(Type type, string name, int depth)
    {
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain.IsGenericType && plain.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            Type item = plain.GetGenericArguments()[0];
            var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(item))!;
            for (int count = 0; count < 2 && Value(item, name, depth) is { } value; count++)
            {
                list.Add(value);
            }

            return list.Count == 0 ? null : list;
        }

        return plain switch
        {
            _ when plain == typeof(string) => name + " <&>\"'",
            _ when plain == typeof(bool) => true,
            _ when plain == typeof(sbyte) => (sbyte)-3,
            _ when plain == typeof(short) => (short)-300,
            _ when plain == typeof(int) => 70_000,
            _ when plain == typeof(long) => 7_000_000_000L,
            _ when plain == typeof(float) => 1.5f,
            _ when plain == typeof(double) => -2.25d,
            _ when plain == typeof(DateTimeOffset) => new DateTimeOffset(2026, 2, 3, 4, 5, 6, 789, TimeSpan.Zero),
            _ when plain == typeof(byte[]) => new byte[] { 0, 1, 254, 255 },
            _ when plain == typeof(object) => "any " + name,
            _ when plain == typeof(ManagedObjectReference) => new ManagedObjectReference("VirtualMachine", "vm-1"),
            _ when plain.IsAssignableTo(typeof(DynamicData)) => depth == 0 ? Activator.CreateInstance(plain) is DynamicData { } empty && !Members(plain).Any() ? empty : Required(plain) : Full(plain, depth - 1),
            _ => Activator.CreateInstance(plain, "value" + name),
        };
    }

    // Below the depth, only what the schema demands: a recursive type would never end.
    private static DynamicData Required(Type type)
    {
        var made = (DynamicData)Activator.CreateInstance(type)!;
        foreach (PropertyInfo member in Members(type).Where(member => !member.PropertyType.IsGenericType))
        {
            if (member.PropertyType.IsAssignableTo(typeof(DynamicData)) && (member.PropertyType == type || member.PropertyType == typeof(LocalizedMethodFault)))
            {
                continue;
            }

            member.SetValue(made, Value(member.PropertyType, member.Name, 0));
        }

        return made;
    }
}
