namespace VmSnapshot.Vim25.Protocol;

/// <summary>A generated enumeration: a struct around its text on the wire.</summary>
internal interface IVimEnum
{
    string Value { get; }
}
