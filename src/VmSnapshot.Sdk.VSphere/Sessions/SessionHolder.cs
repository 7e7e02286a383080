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

    private readonly SemaphoreSlim _loginGate = new(1, 1);
    private readonly ResiliencePipeline _reads = ReadRetries.Build(options.Value, timeProvider);
    private ITimer? _keepAlive;
    private VimClient? _client;
    private VSphereSession? _current;

    /// <summary>
    /// Reads from vCenter: as <see cref="CallAsync"/>, and again when the connection fails on the way. A server that can't be reached at
    /// all is said at once.
    /// </summary>
    public async Task<T> ReadAsync<T>(string attempted, Func<VSphereSession, Task<T>> read, CancellationToken cancellationToken)
    {
        await GetAsync(cancellationToken).ConfigureAwait(false);
        return await _reads.ExecuteAsync(
            async token => await CallAsync(attempted, read, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Calls vCenter within the session. NotAuthenticated is answered before anything is executed, so the call is repeated once after
    /// a new login; no other failure repeats it.
    /// </summary>
    /// <param name="attempted">What is asked, to go into "Could not …".</param>
    /// <param name="call">The calls to make; repeated as a whole.</param>
    /// <param name="cancellationToken">Stops waiting for the answers.</param>
    public async Task<T> CallAsync<T>(string attempted, Func<VSphereSession, Task<T>> call, CancellationToken cancellationToken)
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
            throw VimErrors.ToException(e, attempted);
        }

        session = await GetAsync(cancellationToken).ConfigureAwait(false);
        return await CallOnceAsync(session, attempted, () => call(session)).ConfigureAwait(false);
    }

    /// <summary>Calls vCenter with what belongs to this very session, which a new login would not bring back.</summary>
    /// <param name="session">The session.</param>
    /// <param name="attempted">What is asked, to go into "Could not …".</param>
    /// <param name="call">The calls to make.</param>
    public async Task<T> CallOnceAsync<T>(VSphereSession session, string attempted, Func<Task<T>> call)
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

            throw VimErrors.ToException(e, attempted);
        }
    }

    /// <summary>The session; logs in if there is none.</summary>
    public async Task<VSphereSession> GetAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _current) is { } there)
        {
            return there;
        }

        await _loginGate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _current ?? (_current = await LoginAsync(cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            _loginGate.Release();
        }
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
        _loginGate.Dispose();
    }

    /// <summary>For hosts that dispose synchronously: the logout is sent, but not waited for.</summary>
    public void Dispose() => _ = DisposeAsync().AsTask();

    private void Forget(VSphereSession session)
    {
        LogSessionEnded();
        Interlocked.CompareExchange(ref _current, null, session);
    }

    private async Task<VSphereSession> LoginAsync(CancellationToken cancellationToken)
    {
        var settings = options.Value;
        var client = _client ??= new VimClient(new VimClientOptions
        {
            Endpoint = settings.SdkEndpoint,
            Thumbprint = settings.Thumbprint,
            CallTimeout = settings.CallTimeout,
            UseDefaultWebProxy = settings.UseDefaultWebProxy,
            TimeProvider = timeProvider,
        });
        var credential = await credentials.GetCredentialAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var content = await client.RetrieveServiceContentAsync(VimClient.ServiceInstance, cancellationToken).ConfigureAwait(false);
            var user = await client.LoginAsync(content.SessionManager!, credential.UserName, credential.Password, cancellationToken: cancellationToken).ConfigureAwait(false);
            LogLoggedIn(settings.SdkEndpoint, credential.UserName);
            StartKeepAlive(settings.KeepAliveInterval);
            return new VSphereSession(client, content, user, Describe(content, user, settings));
        }
        catch (VimException e)
        {
            throw VimErrors.ToException(e, $"log in to vCenter {settings.SdkEndpoint.Authority} as {credential.UserName}");
        }
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
            { Endpoint.Scheme: "http" } => "plain HTTP within this machine, nothing to check",
            { Thumbprint: not null } => "its certificate is the pinned one",
            _ => "its certificate is trusted by this machine and for this host",
        },
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "Logged in to {Endpoint} as {UserName}")]
    private partial void LogLoggedIn(Uri endpoint, string userName);

    [LoggerMessage(Level = LogLevel.Information, Message = "The vCenter session has ended; logging in again")]
    private partial void LogSessionEnded();

    [LoggerMessage(Level = LogLevel.Debug, Message = "The vCenter session could not be kept alive; the next call renews it")]
    private partial void LogKeepAliveFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Logging out failed; vCenter ends the session itself when it has been idle for long enough")]
    private partial void LogLogoutFailed(Exception exception);
}
