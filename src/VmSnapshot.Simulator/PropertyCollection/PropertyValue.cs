using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.PropertyCollection;

/// <summary>What reading a path gave: a value, nothing, or a fault.</summary>
/// <param name="Value">The value as the object has it; null when it is unset.</param>
/// <param name="IsContainerUnset">Whether it is unset because what should contain it is.</param>
/// <param name="Fault">Why it can't be read.</param>
internal readonly record struct PropertyValue(object? Value, bool IsContainerUnset = false, LocalizedMethodFault? Fault = null);
