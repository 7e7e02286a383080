using System.Text;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Folders;

/// <summary>
/// The names of entities: stored with <c>/ \ %</c> escaped, at most 80 characters long, unique in their folder.
/// Follows vSphere Web Services API reference, ManagedEntity.name.
/// </summary>
internal static class EntityNames
{
    /// <summary>The longest name that vCenter takes, counted as the user sees it.</summary>
    internal const int MaxLength = 80;

    /// <summary>The form in which vCenter stores a name. A percent sign that starts an escape sequence is left alone, so that an escaped name stays what it is.</summary>
    /// <exception cref="VimFaultException">InvalidName.</exception>
    internal static string Require(string? name, ManagedObjectReference? entity = null)
    {
        string given = name ?? "";
        var stored = new StringBuilder(given.Length);
        int length = 0;
        for (int i = 0; i < given.Length; i++, length++)
        {
            string? escaped = Escape(given, i);
            stored.Append(escaped ?? given[i].ToString());
            i += escaped is not null && given[i] == '%' && IsSequence(given, i) ? 2 : 0;
        }

        return string.IsNullOrWhiteSpace(given) || length > MaxLength
            ? throw SimulatedFault.InvalidName(given, entity)
            : stored.ToString();
    }

    /// <summary>Refuses a name that another entity of the folder has, or is about to get.</summary>
    /// <exception cref="VimFaultException">DuplicateName.</exception>
    internal static void RequireFree(Folder folder, string name, ManagedEntity? except = null)
    {
        if (folder.FindChild(name) is { } existing && existing != except)
        {
            throw SimulatedFault.DuplicateName(name, existing.Reference);
        }

        if (folder.NamesInTheMaking.TryGetValue(name, out ManagedObjectReference? promised))
        {
            throw SimulatedFault.DuplicateName(name, promised);
        }
    }

    private static string? Escape(string name, int at) => name[at] switch
    {
        '/' => "%2f",
        '\\' => "%5c",
        '%' => IsSequence(name, at) ? name.Substring(at, 3).ToLowerInvariant() : "%25",
        _ => null,
    };

    private static bool IsSequence(string name, int at)
        => at + 2 < name.Length && name.Substring(at, 3).ToLowerInvariant() is "%2f" or "%5c" or "%25";
}
