using System.Collections;
using VmSnapshot.Vim25.Protocol;

namespace VmSnapshot.Vim25;

/// <summary>The base of every vim25 data object.</summary>
public class DynamicData
{
    private string? _unmodelledName;

    /// <summary>
    /// The name of the object's type on the wire. It is the name of the class, except where a server sent a type that
    /// this library has no class for: such an object is read as its nearest base that has one, and keeps its name here.
    /// </summary>
    public string WireTypeName => _unmodelledName ?? ModelledName;

    /// <summary>The wire name that belongs to the class.</summary>
    internal virtual string ModelledName => "DynamicData";

    /// <summary>The version that the class came with, where that is after the oldest one looked after.</summary>
    internal virtual int Since => 0;

    /// <summary>
    /// Whether the object's type on the wire is, or derives from, the vim25 type of that name. Unlike <c>is</c> it also
    /// knows the types that have no class here.
    /// </summary>
    /// <param name="wireTypeName">A wire name, such as <c>NoPermission</c>; case matters.</param>
    public bool IsKindOf(string wireTypeName) => VimTypeTable.IsKindOf(WireTypeName, wireTypeName);

    /// <summary>A copy that shares nothing with this object that could change.</summary>
    /// <returns>An object of the same class.</returns>
    public DynamicData Copy()
    {
        var copy = (DynamicData)MemberwiseClone();
        copy.Detach();
        return copy;
    }

    /// <summary>The value of a member by its name on the wire, such as <c>numCPU</c>.</summary>
    /// <param name="wireName">The name; case matters.</param>
    /// <param name="value">The value; null when it isn't set. A list is an <see cref="IReadOnlyList{T}"/>.</param>
    /// <returns>Whether the class has such a member.</returns>
    public bool TryGetMember(string wireName, out object? value) => TryGet(wireName, out value);

    /// <summary>Keeps the name of a type that has no class.</summary>
    internal void KeepName(string wireTypeName) => _unmodelledName = wireTypeName;

    /// <summary>An empty list whose items have the type of this object's class.</summary>
    internal virtual IList NewList() => new List<DynamicData>();

    /// <summary>Writes the members in schema order: those of the base first.</summary>
    internal virtual void WriteMembers(VimWriter writer)
    {
    }

    /// <summary>Reads the element the reader stands on if it is a member; says whether it was.</summary>
    internal virtual bool ReadMember(VimReader reader, string name) => false;

    /// <summary>The value of a member by its name on the wire; says whether there is such a member.</summary>
    internal virtual bool TryGet(string name, out object? value)
    {
        value = null;
        return false;
    }

    /// <summary>Copies, after a shallow copy, what it shares with the original.</summary>
    internal virtual void Detach()
    {
    }
}
