using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.VSphere.Sessions;

/// <summary>Gives server-side objects back. vCenter drops them with the session anyway, so a failure is not worth an error.</summary>
internal static class CleanUp
{
    // Whoever gave up waiting for a server that hangs waits for this too, up to twice.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>Tries it, whatever became of the caller's own token.</summary>
    public static async Task TryAsync(Func<CancellationToken, Task> giveBack)
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await giveBack(limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is VimException or OperationCanceledException or ObjectDisposedException)
        {
            // The session ends and takes it along.
        }
    }
}
