using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Registry;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.VSphere.Faults;
using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.VSphere.Sessions;

/// <summary>
/// Holds the one session that all callers share: logs in on first use, once again when vCenter says that the session has ended,
/// and out at the end.
/// </summary>
internal sealed partial class SessionHolder(
    IOptions<VSphereOptions> options,
    ICredentialProvider credentials,
    TimeProvider timeProvider,
    ILogger<SessionHolder> logger,
    ResiliencePipelineProvider<string>? pipelines = null)
    : IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan LogoutTimeout = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly ResiliencePipeline _reads =
        pipelines?.TryGetPipeline(VmSnapshotPipelines.Reads, out var own) == true ? own : ReadRetries.Build(options.Value, timeProvider);
    private ITimer? _keepAlive;
    private VimClient? _client;
    private VSphereSession? _current;
    private Task<VSphereSession>? _login;
    private volatile bool _isDisposed;

    /// <summary>
    /// Reads from vCenter, again after a new login when the session has ended, and again when the connection fails on the way. A server that
    /// can't be reached at all is said at once.
    /// </summary>
    public async Task<T> ReadAsync<T>(string attempted, Func<VSphereSession, Task<T>> read, CancellationToken cancellationToken)
    {
        await GetAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await _reads.ExecuteAsync(
                async token => await ReadOnceAsync(attempted, read, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
        catch (ExecutionRejectedException e)
        {
            throw new VmSnapshotException(
                VmSnapshotErrorCodes.VCenterUnreachable, $"Could not {attempted}: pipeline '{VmSnapshotPipelines.Reads}' gave it up: {e.Message}", e)
            { IsTransient = true };
        }
    }

    /// <summary>
    /// Changes something in vCenter, with one call that is never repeated. NotAuthenticated is answered before anything is executed; the next
    /// call logs in again, and whether this one is still to be made is the caller's to say: logging in may have taken long.
    /// </summary>
    /// <param name="attempted">What is asked, to go into "Could not …".</param>
    /// <param name="call">The call to make.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    public async Task<T> CallAsync<T>(string attempted, Func<VSphereSession, Task<T>> call, CancellationToken cancellationToken)
    {
        var session = await GetAsync(cancellationToken).ConfigureAwait(false);
        return await CallOnceAsync(session, attempted, () => call(session), isMutation: true).ConfigureAwait(false);
    }

    /// <summary>
    /// Reads within the session, and once again after a new login when it has ended: as NotAuthenticated says, a view or filter that is gone, for
    /// they go with their session, or any fault when another caller found out meanwhile.
    /// </summary>
    private async Task<T> ReadOnceAsync<T>(string attempted, Func<VSphereSession, Task<T>> read, CancellationToken cancellationToken)
    {
        var session = await GetAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await read(session).ConfigureAwait(false);
        }
        catch (VimFaultException fault) when (fault.Is("NotAuthenticated") || IsOfEndedSession(fault) || IsLost(session))
        {
            Forget(session);
        }
        catch (Exception e) when (ToError(e, attempted, isMutation: false) is { } error)
        {
            throw error;
        }

        session = await GetAsync(cancellationToken).ConfigureAwait(false);
        return await CallOnceAsync(session, attempted, () => read(session)).ConfigureAwait(false);
    }

    /// <summary>Calls vCenter with what belongs to this very session, which a new login would not bring back.</summary>
    /// <param name="session">The session.</param>
    /// <param name="attempted">What is asked, to go into "Could not …".</param>
    /// <param name="call">The calls to make.</param>
    /// <param name="isMutation">Whether it changes something, so that a lost answer leaves a doubt.</param>
    public async Task<T> CallOnceAsync<T>(VSphereSession session, string attempted, Func<Task<T>> call, bool isMutation = false)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (VimFaultException fault) when (!isMutation && !fault.Is("NotAuthenticated") && (IsOfEndedSession(fault) || IsLost(session)))
        {
            Forget(session);
            throw VimErrors.ToException(
                new VimFaultException("NotAuthenticated", $"The session ended, and what belonged to it is gone: {fault.Message}"), attempted, isMutation);
        }
        catch (Exception e) when (ToError(e, attempted, isMutation) is { } error)
        {
            if (e is VimFaultException fault && fault.Is("NotAuthenticated"))
            {
                Forget(session);
            }

            throw error;
        }
    }

    // What vCenter keeps for a session alone has its key in the reference: session[…]….
    private static bool IsOfEndedSession(VimFaultException fault) =>
        fault.Fault is ManagedObjectNotFound { Obj.Value: { } gone } && gone.StartsWith("session[", StringComparison.Ordinal);

    /// <summary>Whether the session has ended, as far as anybody has noticed.</summary>
    public bool IsLost(VSphereSession session) => Volatile.Read(ref _current) != session;

    /// <summary>The session; logs in if there is none. Callers that come at once wait for the same login.</summary>
    public async Task<VSphereSession> GetAsync(CancellationToken cancellationToken)
    {
        Task<VSphereSession> login;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_current is { } there)
            {
                return there;
            }

            login = _login ??= LoginForAllAsync();
        }

        // A login goes on when a caller gives up: broken off, it could leave a session behind that refuses the next login.
        return await login.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        Task? login;
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            login = _login;
        }

        await _closing.CancelAsync().ConfigureAwait(false);
        if (login is not null)
        {
            // The session that it makes would be left behind. What becomes of it otherwise, those who wait for it learn.
            await login.WaitAsync(LogoutTimeout, timeProvider).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (_keepAlive is { } keepAlive)
        {
            await keepAlive.DisposeAsync().ConfigureAwait(false);
        }

        if (Interlocked.Exchange(ref _client, null) is { } client)
        {
            await LogoutAsync(client, Interlocked.Exchange(ref _current, null)).ConfigureAwait(false);
            await client.DisposeAsync().ConfigureAwait(false);
        }

        _closing.Dispose();
    }

    /// <summary>For hosts that dispose synchronously: their process may end right after, so the logout is waited for here too.</summary>
    public void Dispose() => Task.Run(() => DisposeAsync().AsTask()).GetAwaiter().GetResult();

    private async Task LogoutAsync(VimClient client, VSphereSession? session)
    {
        if (session is null)
        {
            return;
        }

        using var limit = new CancellationTokenSource(LogoutTimeout, timeProvider);
        try
        {
            await client.LogoutAsync(session.SessionManager, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is VimException or OperationCanceledException)
        {
            LogLogoutFailed(e);
        }
    }

    /// <summary>What a caller is told of the client's exception, or null where it isn't the client's.</summary>
    private VmSnapshotException? ToError(Exception exception, string attempted, bool isMutation) => exception switch
    {
        VimException known => VimErrors.ToException(known, attempted, isMutation),
        // A login that failed took the client away under the calls that still went through it.
        ObjectDisposedException when !_isDisposed => VimErrors.ToException(
            new VimTransportException(
                VimTransportError.Unreachable, "The connection was given up, because the session could not be renewed over it.", mayHaveBeenExecuted: true, exception),
            attempted,
            isMutation),
        // A character that XML can't carry, found before anything was sent. The text says where it stands and never what stands there.
        ArgumentException and not (ArgumentNullException or ArgumentOutOfRangeException) => new VmSnapshotException(
            VmSnapshotErrorCodes.InvalidArguments, $"Could not {attempted}: {exception.Message}", exception),
        _ => null,
    };

    private void Forget(VSphereSession session)
    {
        // All its callers notice, one of them first.
        if (Interlocked.CompareExchange(ref _current, null, session) == session)
        {
            LogSessionEnded();
        }
    }

    private async Task<VSphereSession> LoginForAllAsync()
    {
        // Not within the caller's lock.
        await Task.Yield();
        VSphereSession? session = null;
        try
        {
            session = await LoginAsync().ConfigureAwait(false);
            return session;
        }
        finally
        {
            lock (_gate)
            {
                // Both at once: in between, a session that has ended already would be handed out again.
                _current = session;
                _login = null;
            }
        }
    }

    private async Task<VSphereSession> LoginAsync()
    {
        var settings = options.Value;
        var credential = await credentials.GetCredentialAsync(_closing.Token).ConfigureAwait(false);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var attempted = $"log in to vCenter {settings.SdkEndpoint.Authority} as {credential.UserName}";
        try
        {
            var client = _client ?? await ConnectAsync(settings).ConfigureAwait(false);
            var content = await client.RetrieveServiceContentAsync(VimClient.ServiceInstance).ConfigureAwait(false);
            RequireVCenter(content);
            var user = await client.LoginAsync(content.SessionManager!, credential.UserName, credential.Password).ConfigureAwait(false);
            LogLoggedIn(settings.SdkEndpoint, credential.UserName);
            StartKeepAlive(settings.KeepAliveInterval);
            return new VSphereSession(client, content, user, Describe(content, user, settings));
        }
        catch (VimException e)
        {
            if (e is VimTransportException && Interlocked.Exchange(ref _client, null) is { } broken)
            {
                // Its cookie may belong to a session that was made but not told of: the next login begins without it.
                await broken.DisposeAsync().ConfigureAwait(false);
            }

            throw VimErrors.ToException(e, attempted, isMutation: false);
        }
        catch (ArgumentException e) when (ToError(e, attempted, isMutation: false) is { } error)
        {
            throw error;
        }
    }

    /// <summary>A server that lacks what every vCenter has is none, and is not told a password.</summary>
    private static void RequireVCenter(ServiceContent content)
    {
        if (content is not { SessionManager: not null, RootFolder: not null, PropertyCollector: not null, ViewManager: not null, SearchIndex: not null })
        {
            throw new VimTransportException(
                VimTransportError.InvalidAnswer,
                "What answers there is no vCenter: it has no session manager, root folder, property collector, view manager or search index. Check the address.",
                mayHaveBeenExecuted: false);
        }
    }

    private async Task<VimClient> ConnectAsync(VSphereOptions settings)
    {
        var client = new VimClient(new VimClientOptions
        {
            Endpoint = settings.SdkEndpoint,
            Thumbprint = settings.Thumbprint,
            CallTimeout = settings.CallTimeout,
            UseDefaultWebProxy = settings.UseDefaultWebProxy,
            TimeProvider = timeProvider,
            CreateTransport = settings.CreateTransport,
        });
        _client = client;
        try
        {
            // Servers narrow what an older client can't know, a virtual TPM for one: the newest common version is spoken.
            await client.NegotiateVersionAsync().ConfigureAwait(false);
        }
        catch (VimTransportException e) when (e.Error is VimTransportError.InvalidAnswer or VimTransportError.AccessDenied)
        {
            // A gateway that lets only the SDK's own address through: the oldest version is spoken by all.
            LogNotNegotiated(e);
        }

        return client;
    }

    private void StartKeepAlive(TimeSpan interval)
    {
        lock (_gate)
        {
            if (interval == TimeSpan.Zero || _isDisposed)
            {
                return;
            }

            _keepAlive ??= timeProvider.CreateTimer(holder => _ = ((SessionHolder)holder!).KeepAliveAsync(), this, interval, interval);
        }
    }

    /// <summary>Touches the session that is there; one that has ended is left to the next caller to renew.</summary>
    private async Task KeepAliveAsync()
    {
        if (Volatile.Read(ref _current) is not { } session)
        {
            return;
        }

        try
        {
            await CallOnceAsync(session, "keep the session alive", () => session.Client.CurrentTimeAsync(VimClient.ServiceInstance)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is VmSnapshotException or OperationCanceledException or ObjectDisposedException)
        {
            LogKeepAliveFailed(e);
        }
    }

    private static VCenterInfo Describe(ServiceContent content, UserSession user, VSphereOptions settings) => new()
    {
        FullName = content.About?.FullName ?? string.Empty,
        ApiVersion = content.About?.ApiVersion ?? string.Empty,
        InstanceUuid = content.About?.InstanceUuid ?? string.Empty,
        UserName = user.UserName ?? string.Empty,
        ServerIdentity = settings switch
        {
            { CreateTransport: not null } => "within this process, nothing to check",
            { Endpoint.Scheme: "http" } => "plain HTTP within this machine, nothing to check",
            { Thumbprint: not null } => "its certificate is the pinned one",
            _ => "its certificate is trusted by this machine and for this host",
        },
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "Logged in to {Endpoint} as {UserName}")]
    private partial void LogLoggedIn(Uri endpoint, string userName);

    [LoggerMessage(Level = LogLevel.Information, Message = "The server's list of versions can't be had; the oldest is spoken")]
    private partial void LogNotNegotiated(Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "The vCenter session has ended; logging in again")]
    private partial void LogSessionEnded();

    [LoggerMessage(Level = LogLevel.Debug, Message = "The vCenter session could not be kept alive; the next call renews it")]
    private partial void LogKeepAliveFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Logging out failed; vCenter ends the session itself when it has been idle for long enough")]
    private partial void LogLogoutFailed(Exception exception);
}
