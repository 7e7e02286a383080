using System.Reflection;
using System.Text;

namespace VmSnapshot.Vim25.Fuzz;

/// <summary>One recorded answer and the operation that it answers.</summary>
internal sealed record Recorded(string Name, string Operation, string Text);

/// <summary>
/// The answers to start from: a simulator's, and two in vCenter's manner with what the simulator doesn't write. A file
/// is named after its operation and what it holds.
/// </summary>
internal static class Corpus
{
    internal static IReadOnlyList<Recorded> Load()
    {
        Assembly here = typeof(Corpus).Assembly;
        return [.. here.GetManifestResourceNames().Order(StringComparer.Ordinal).Select(name =>
        {
            using Stream stream = here.GetManifestResourceStream(name)!;
            using var reader = new StreamReader(stream, Encoding.UTF8);
            return new Recorded(name, name[..name.IndexOf('.', StringComparison.Ordinal)], reader.ReadToEnd());
        })];
    }
}
