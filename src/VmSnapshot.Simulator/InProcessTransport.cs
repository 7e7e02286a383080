using VmSnapshot.Simulator.Calls;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator;

/// <summary>A connection to the simulator from within its process.</summary>
internal sealed class InProcessTransport(VCenter vCenter) : IVimTransport
{
    private readonly ClientConnection _connection = new();

    public async Task<object?> InvokeAsync(VimRequestType request, string apiVersion, CancellationToken cancellationToken)
    {
        // Run to its end even when the client goes away, as a server does.
        object? result = await vCenter.Calls.InvokeAsync(new SimulatedCall
        {
            Request = (VimRequestType)request.Copy(),
            Connection = _connection,
            ApiVersion = apiVersion,
            Gone = cancellationToken,
        }).WaitAsync(cancellationToken).ConfigureAwait(false);
        return VimValues.Copy(result);
    }

    public Task<IReadOnlyList<string>> GetVersionsAsync(CancellationToken cancellationToken)
        => Task.FromResult<IReadOnlyList<string>>([VimVersions.Newest, "6.7.1", "6.7", "6.5"]);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
