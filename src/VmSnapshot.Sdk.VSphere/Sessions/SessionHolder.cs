using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.VSphere.Faults;
using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.VSphere.Sessions;

/// <summary>
/// Holds the one session that all callers share: logs in on first use, once again when vCenter says that the session has ended,
/// and out at the end.
/// </summary>
internal sealed partial class SessionHolder(
    IOptions<VSphereOptions> options, ICredentialProvider credentials, TimeProvider timeProvider, ILogger<SessionHolder> logger)
    : IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan LogoutTimeout = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly ResiliencePipeline _reads = ReadRetries.Build(options.Value, timeProvider);
    private ITimer? _keepAlive;
    private VimClient? _client;
    private VSphereSession? _current;
    private Task<VSphereSession>? _login;

    /// <summary>
    /// Reads from vCenter: as <see cref="CallAsync"/>, and again when the connection fails on the way. A server that can't be reached at
    /// all is said at once.
    /// </summary>
    public async Task<T> ReadAsync<T>(string attempted, Func<VSphereSession, Task<T>> read, CancellationToken cancellationToken)
    {
        await GetAsync(cancellationToken).ConfigureAwait(false);
        return await _reads.ExecuteAsync(
            async token => await CallAsync(attempted, read, token, isMutation: false).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Calls vCenter within the session. NotAuthenticated is answered before anything is executed, so the call is repeated once after
    /// a new login; no other failure repeats it.
    /// </summary>
    /// <param name="attempted">What is asked, to go into "Could not …".</param>
    /// <param name="call">The calls to make; repeated as a whole.</param>
    /// <param name="cancellationToken">Stops waiting for the answers.</param>
    /// <param name="isMutation">Whether it changes something, so that a lost answer leaves a doubt.</param>
    public async Task<T> CallAsync<T>(
        string attempted, Func<VSphereSession, Task<T>> call, CancellationToken cancellationToken, bool isMutation = true)
    {
        var session = await GetAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await call(session).ConfigureAwait(false);
        }
        catch (VimFaultException fault) when (fault.Is("NotAuthenticated"))
        {
            Forget(session);
        }
        catch (VimException e)
        {
            throw VimErrors.ToException(e, attempted, isMutation);
        }

        session = await GetAsync(cancellationToken).ConfigureAwait(false);
        return await CallOnceAsync(session, attempted, () => call(session), isMutation).ConfigureAwait(false);
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
        catch (VimException e)
        {
            if (e is VimFaultException fault && fault.Is("NotAuthenticated"))
            {
                Forget(session);
            }

            throw VimErrors.ToException(e, attempted, isMutation);
        }
    }

    /// <summary>The session; logs in if there is none. Callers that come at once wait for the same login.</summary>
    public async Task<VSphereSession> GetAsync(CancellationToken cancellationToken)
    {
        Task<VSphereSession> login;
        lock (_gate)
        {
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
        var client = Interlocked.Exchange(ref _client, null);
        if (client is null)
        {
            return;
        }

        if (_keepAlive is { } keepAlive)
        {
            await keepAlive.DisposeAsync().ConfigureAwait(false);
        }

        if (Interlocked.Exchange(ref _current, null) is { } session)
        {
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

        await client.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>For hosts that dispose synchronously: the logout is sent, but not waited for.</summary>
    public void Dispose() => _ = DisposeAsync().AsTask();

    private void Forget(VSphereSession session)
    {
        LogSessionEnded();
        Interlocked.CompareExchange(ref _current, null, session);
    }

    private async Task<VSphereSession> LoginForAllAsync()
    {
        // Not within the caller's lock.
        await Task.Yield();
        try
        {
            var session = await LoginAsync().ConfigureAwait(false);
            Volatile.Write(ref _current, session);
            return session;
        }
        finally
        {
            lock (_gate)
            {
                _login = null;
            }
        }
    }

    private async Task<VSphereSession> LoginAsync()
    {
        var settings = options.Value;
        var credential = await credentials.GetCredentialAsync().ConfigureAwait(false);
        try
        {
            var client = _client ?? await ConnectAsync(settings).ConfigureAwait(false);
            var content = await client.RetrieveServiceContentAsync(VimClient.ServiceInstance).ConfigureAwait(false);
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

            throw VimErrors.ToException(e, $"log in to vCenter {settings.SdkEndpoint.Authority} as {credential.UserName}", isMutation: false);
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
        if (interval > TimeSpan.Zero)
        {
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
