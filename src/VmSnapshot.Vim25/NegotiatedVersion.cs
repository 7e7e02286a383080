namespace VmSnapshot.Vim25;

/// <summary>What came of <see cref="VimClient.NegotiateVersionAsync"/>.</summary>
/// <param name="ApiVersion">The version that the client speaks from then on.</param>
/// <param name="ServerVersions">The versions that the server lists; empty when it publishes no list.</param>
public sealed record NegotiatedVersion(string ApiVersion, IReadOnlyList<string> ServerVersions);
