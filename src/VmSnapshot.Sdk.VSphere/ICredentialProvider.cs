namespace VmSnapshot.Sdk.VSphere;

/// <summary>Where the gateway gets its credentials, asked at every login. A host puts its own vault behind this.</summary>
public interface ICredentialProvider
{
    /// <summary>The credentials to log in with now.</summary>
    /// <param name="cancellationToken">Stops the search.</param>
    ValueTask<VSphereCredential> GetCredentialAsync(CancellationToken cancellationToken = default);
}
