using VmSnapshot.Vim25.Versions;

namespace VmSnapshot.Vim25;

/// <summary>The versions of the vSphere API that this library knows.</summary>
public static partial class VimVersions
{
    /// <summary>The oldest version that is looked after: members that came with it or before are written to any server.</summary>
    public const string Oldest = "6.5";

    /// <summary>The newest version of both, or null when there is none.</summary>
    internal static string? NewestCommon(IEnumerable<string> serverVersions)
    {
        int newest = VersionNumber.Parse(Newest) ?? VersionNumber.Unknown;
        return serverVersions
            .Select(version => (Version: version, Number: VersionNumber.Parse(version)))
            .Where(version => version.Number <= newest)
            .OrderByDescending(version => version.Number)
            .FirstOrDefault()
            .Version;
    }
}
