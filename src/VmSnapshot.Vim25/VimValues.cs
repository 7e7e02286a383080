using VmSnapshot.Vim25.Protocol;

namespace VmSnapshot.Vim25;

/// <summary>Values of any type that vim25 has.</summary>
public static class VimValues
{
    /// <summary>A copy that shares nothing with the value that could change. Lists keep the type of their items.</summary>
    /// <param name="value">A data object, a scalar, a reference, an enumeration, a list of any of them, or null.</param>
    public static object? Copy(object? value) => DeepCopy.Value(value);
}
