using System.Collections.Concurrent;
using VmSnapshot.Vim25.Protocol;
using VmSnapshot.Vim25.Versions;

namespace VmSnapshot.Vim25.Server;

/// <summary>The header that says which version of the API a client speaks.</summary>
internal static class SoapAction
{
    private const int MostKept = 64;
    private static readonly ConcurrentDictionary<string, SpokenVersion> Known = new(StringComparer.Ordinal);
    private static readonly SpokenVersion Oldest = new(VimVersions.Oldest);
    private static readonly int Newest = VersionNumber.Parse(VimVersions.Newest) ?? 0;

    /// <exception cref="VimFaultException">InvalidRequest: a version that this library can't compare, or newer than all it knows. vCenter refuses them as well.</exception>
    internal static SpokenVersion Version(string? header)
    {
        if (string.IsNullOrWhiteSpace(header))
        {
            return Oldest;
        }

        if (Known.TryGetValue(header, out SpokenVersion? known))
        {
            return known;
        }

        string action = header.Trim().Trim('"');
        SpokenVersion version = action switch
        {
            "" or VimNamespaces.Vim => Oldest,
            _ when action.StartsWith(VimNamespaces.Vim + "/", StringComparison.Ordinal)
                && VersionNumber.Parse(action[(VimNamespaces.Vim.Length + 1)..]) is { } number && number <= Newest => new SpokenVersion(action[(VimNamespaces.Vim.Length + 1)..]),
            _ => throw RequestFault.InvalidRequest($"Unsupported version URI \"{action}\""),
        };
        if (Known.Count < MostKept)
        {
            Known.TryAdd(header, version);
        }

        return version;
    }
}
