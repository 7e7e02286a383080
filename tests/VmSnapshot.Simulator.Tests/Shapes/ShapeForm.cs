namespace VmSnapshot.Simulator.Tests.Shapes;

/// <summary>What an element holds in one of its forms: a value, a reference, or other elements.</summary>
/// <param name="Key">What tells the form apart: xsi:type, the type of the object, or the path of the property; null where there is one form.</param>
/// <param name="MayBeUnset">For a property: it was asked for, and missing in an answer.</param>
/// <param name="Kind">What the value looked like, null for references and elements that hold others.</param>
/// <param name="References">The types that it referred to.</param>
/// <param name="Children">The elements in it, in their order.</param>
internal sealed record ShapeForm(string? Key, bool MayBeUnset, string? Kind, IReadOnlyList<string> References, List<ShapeElement> Children)
{
    internal const string Empty = "empty";

    internal ShapeElement? Child(string name) => Children.Find(child => child.Name == name);
}
