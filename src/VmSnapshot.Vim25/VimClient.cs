using System.Diagnostics;
using System.ServiceModel.Channels;
using VmSnapshot.Vim25.Diagnostics;
using VmSnapshot.Vim25.Protocol;
using VmSnapshot.Vim25.Transport;
using VmSnapshot.Vim25.Versions;

namespace VmSnapshot.Vim25;

/// <summary>
/// A client for one vim25 service, such as a vCenter Server. It holds one session: <see cref="LoginAsync"/> opens it,
/// every call after that carries its cookie. All members may be used from many threads at a time; disposing ends calls
/// under way and doesn't log out.
/// </summary>
public sealed partial class VimClient : IAsyncDisposable
{
    /// <summary>More than that and the timers of the layers below run out of range.</summary>
    private const int LongestWaitSeconds = 24 * 60 * 60;

    private readonly ClientSettings _settings;
    private readonly IVimTransport? _transport;
    private readonly VimChannel? _channel;
    private readonly CancellationTokenSource _closing = new();
    private volatile SpokenVersion _version;
    private int _disposed;

    /// <summary>Makes a client. Nothing is sent before the first call.</summary>
    /// <param name="options">Where to connect to, and the limits to keep.</param>
    /// <exception cref="ArgumentException">An option has a value that can't work.</exception>
    public VimClient(VimClientOptions options)
    {
        _settings = ClientSettings.From(options);
        _version = new SpokenVersion(options.ApiVersion);
        _transport = options.CreateTransport?.Invoke();
        _channel = _transport is null ? new VimChannel(_settings) : null;
    }

    /// <summary>The object that every service has, and from which all others are found (<see cref="RetrieveServiceContentAsync"/>).</summary>
    public static ManagedObjectReference ServiceInstance { get; } = new("ServiceInstance", "ServiceInstance");

    /// <summary>
    /// The version of the API that requests are made in: <see cref="VimClientOptions.ApiVersion"/>, or what
    /// <see cref="NegotiateVersionAsync"/> chose since.
    /// </summary>
    public string ApiVersion => _version.ApiVersion;

    /// <summary>
    /// Reads which versions the server speaks and takes the newest that is not newer than
    /// <see cref="VimVersions.Newest"/> for all requests from now on. Without a list from the server, or with none of
    /// its versions known, the version stays as it is; an <see cref="VimClientOptions.Endpoint"/> without its <c>/sdk</c>
    /// shows by the first call after it. It needs no session.
    /// </summary>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    /// <returns>The version chosen and those to choose from.</returns>
    /// <exception cref="VimTransportException">There was no answer, or none that can be read. A missing list (HTTP 404) is not one of these cases.</exception>
    public async Task<NegotiatedVersion> NegotiateVersionAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        cancellationToken.ThrowIfCancellationRequested();
        using var timer = new CancellationTokenSource(_settings.CallTimeout, _settings.TimeProvider);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, _closing.Token, cancellationToken);
        var call = new CallContext(VersionFile.Name, stop.Token);
        try
        {
            IReadOnlyList<string> versions = _transport is null
                ? await VersionFile.FetchAsync(_settings, call).ConfigureAwait(false)
                : await _transport.GetVersionsAsync(stop.Token).ConfigureAwait(false);
            if (VimVersions.NewestCommon(versions) is { } chosen)
            {
                _version = new SpokenVersion(chosen);
            }

            return new NegotiatedVersion(_version.ApiVersion, versions);
        }
        catch (Exception failure) when (stop.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ObjectDisposedException.ThrowIf(_disposed != 0, this);
            throw TransportFailure.OfTimeout(_settings, _settings.CallTimeout, call, failure);
        }
    }

    /// <summary>Ends calls under way and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await _closing.CancelAsync().ConfigureAwait(false);
            await (_transport ?? (IAsyncDisposable)_channel!).DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task InvokeAsync(VimRequestType request, CancellationToken cancellationToken)
        => await CallAsync(request, cancellationToken).ConfigureAwait(false);

    private async Task<T> InvokeForAsync<T>(VimRequestType<T> request, CancellationToken cancellationToken)
        => (T)(await CallAsync(request, cancellationToken).ConfigureAwait(false))!;

    private async Task<T?> InvokeForOptionalAsync<T>(VimRequestType<T> request, CancellationToken cancellationToken)
        where T : class
        => (T?)await CallAsync(request, cancellationToken).ConfigureAwait(false);

    private async Task<IReadOnlyList<T>> InvokeForListAsync<T>(VimRequestType<T> request, CancellationToken cancellationToken)
        => (IReadOnlyList<T>?)await CallAsync(request, cancellationToken).ConfigureAwait(false) ?? [];

    /// <summary>Sends a request and takes its answer, measured and traced.</summary>
    private async Task<object?> CallAsync(VimRequestType request, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        cancellationToken.ThrowIfCancellationRequested();
        SpokenVersion version = _version;
        if (request.Since > version.Number)
        {
            throw new NotSupportedException(
                $"{request.Operation} came with version {VersionNumber.Text(request.Since)} of the API and this client speaks {version.ApiVersion}. Nothing was sent. "
                + "Negotiate the version with the server, or set ApiVersion to one that it has.");
        }

        string? body = _transport is null ? RequestBody.Write(request, version) : null;
        long started = _settings.TimeProvider.GetTimestamp();
        using Activity? activity = VimTelemetry.Start(request.Operation, _settings.Endpoint);
        string? error = null;
        try
        {
            return await ExchangeAsync(request, version, body, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            error = failure switch
            {
                VimFaultException fault => fault.FaultName,
                VimTransportException transport => transport.Error.ToString(),
                _ => failure.GetType().FullName,
            };
            throw;
        }
        finally
        {
            VimTelemetry.Stop(activity, request.Operation, _settings.Endpoint, _settings.TimeProvider.GetElapsedTime(started), error);
        }
    }

    private async Task<object?> ExchangeAsync(VimRequestType request, SpokenVersion version, string? body, CancellationToken cancellationToken)
    {
        TimeSpan timeout = _settings.CallTimeout + TimeSpan.FromSeconds(Math.Clamp(request.HeldBackSeconds, 0, LongestWaitSeconds));
        using var timer = new CancellationTokenSource(timeout, _settings.TimeProvider);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, _closing.Token, cancellationToken);
        var call = new CallContext(request.Operation, stop.Token);
        try
        {
            if (_transport is not null)
            {
                call.RequestBegan = true;
                return await _transport.InvokeAsync(request, version.ApiVersion, stop.Token).ConfigureAwait(false);
            }

            // Set inside this async method, the context reaches everything called from here and nothing else.
            CallContext.Current = call;
            using Message answer = await _channel!.RequestAsync(version.SoapAction, body!, timeout).ConfigureAwait(false);
            object? value = request.ReadAnswer(answer, ReadBudget.For(_settings.MaxReceivedMessageBytes, stop.Token));
            return value is not null || !request.RequiresValue ? value : throw new FormatException($"It holds no value for {request.Operation}.");
        }
        catch (Exception failure) when (failure is not VimFaultException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ObjectDisposedException.ThrowIf(_disposed != 0, this);
            if (call.Failure is { } known)
            {
                throw known;
            }

            if (timer.IsCancellationRequested)
            {
                throw TransportFailure.OfTimeout(_settings, timeout, call, failure);
            }

            if (TransportFailure.IsExpected(failure, call.AnswerArrived))
            {
                throw TransportFailure.OfChannel(_settings, failure, call);
            }

            throw;
        }
    }
}
