namespace VmSnapshot.Vim25.Versions;

/// <summary>The version that requests name, and what can be written with it.</summary>
internal sealed class SpokenVersion(string apiVersion)
{
    internal string ApiVersion => apiVersion;

    internal string SoapAction { get; } = "urn:vim25/" + apiVersion;

    /// <summary>For comparing with the version that a member came with.</summary>
    internal int Number { get; } = VersionNumber.Parse(apiVersion) ?? VersionNumber.Unknown;
}
