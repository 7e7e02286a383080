namespace VmSnapshot.Sdk;

/// <summary>Finds the value behind a secret reference. A host puts its own vault behind this.</summary>
public interface ISecretResolver
{
    /// <summary>The secret's value.</summary>
    /// <param name="reference">Where it is.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <exception cref="VmSnapshotException">It isn't there: <see cref="VmSnapshotErrorCodes.SecretUnavailable"/>. Its text is logged and shown; any other exception's is not.</exception>
    ValueTask<string> ResolveAsync(SecretReference reference, CancellationToken cancellationToken = default);
}
