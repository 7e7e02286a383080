namespace VmSnapshot.Sdk;

/// <summary>The default resolver: <c>env:NAME</c> is an environment variable, <c>file:PATH</c> a file's text without its last line break.</summary>
internal sealed class EnvironmentSecretResolver : ISecretResolver
{
    public async ValueTask<string> ResolveAsync(SecretReference reference, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return reference.Location.Split(':', 2) switch
        {
            ["env", { Length: > 0 } name] => Environment.GetEnvironmentVariable(name)
                ?? throw Unavailable($"environment variable {name} is not set"),
            ["file", { Length: > 0 } path] => await ReadAsync(path, cancellationToken).ConfigureAwait(false),
            _ => throw Unavailable("a reference begins with env: or file:"),
        };
    }

    private static async Task<string> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var text = await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false);
            return text.TrimEnd('\n', '\r');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unavailable($"file {path} can't be read", e);
        }
    }

    private static VmSnapshotException Unavailable(string why, Exception? cause = null) =>
        new(VmSnapshotErrorCodes.SecretUnavailable, $"A secret of the guest's settings can't be resolved: {why}.", cause);
}
