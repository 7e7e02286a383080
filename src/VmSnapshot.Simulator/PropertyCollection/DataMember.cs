namespace VmSnapshot.Simulator.PropertyCollection;

/// <summary>A member of a data object.</summary>
/// <param name="Name">Its name on the wire.</param>
/// <param name="Type">Its type; of a list, that of the list.</param>
internal sealed record DataMember(string Name, Type Type)
{
    /// <summary>The type of the items of a list; null for anything else.</summary>
    internal Type? ItemType { get; } = Type.IsGenericType && Type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? Type.GetGenericArguments()[0] : null;
}
