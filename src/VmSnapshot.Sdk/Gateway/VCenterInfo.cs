namespace VmSnapshot.Sdk.Gateway;

/// <summary>The vCenter that a gateway is logged in to.</summary>
public sealed record VCenterInfo
{
    /// <summary>The product's own words, from <c>about.fullName</c>: <c>VMware vCenter Server 8.0.2 build-…</c>.</summary>
    public required string FullName { get; init; }

    /// <summary>The version of the API it speaks, from <c>about.apiVersion</c>.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>Tells one vCenter from another, from <c>about.instanceUuid</c>.</summary>
    public required string InstanceUuid { get; init; }

    /// <summary>The login name of the session.</summary>
    public required string UserName { get; init; }

    /// <summary>How the server's identity was checked, in words: pinned, by the platform, or not at all (loopback HTTP).</summary>
    public required string ServerIdentity { get; init; }
}
