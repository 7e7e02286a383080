namespace VmSnapshot.Vim25.Versions;

/// <summary>The version that requests name, and what can be written with it.</summary>
internal sealed class SpokenVersion(string apiVersion)
{
    private const int MostKept = 64;
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, SpokenVersion> Known = new(StringComparer.Ordinal);

    /// <summary>The same as a new one; those of the few versions that there are get kept.</summary>
    internal static SpokenVersion Of(string apiVersion)
        => Known.TryGetValue(apiVersion, out SpokenVersion? known) ? known
            : Known.Count < MostKept ? Known.GetOrAdd(apiVersion, static version => new SpokenVersion(version))
            : new SpokenVersion(apiVersion);

    internal string ApiVersion => apiVersion;

    internal string SoapAction { get; } = "urn:vim25/" + apiVersion;

    /// <summary>For comparing with the version that a member came with.</summary>
    internal int Number { get; } = VersionNumber.Parse(apiVersion) ?? VersionNumber.Unknown;
}
