using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace VmSnapshot.Simulator.Hosting;

/// <summary>
/// A simulated vCenter on a loopback address, for clients that don't run in its process. Disposing stops it; the
/// simulator stays its owner's.
/// </summary>
public sealed class SimulatorServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly X509Certificate2? _certificate;

    private SimulatorServer(WebApplication application, Uri url, X509Certificate2? certificate)
    {
        _application = application;
        _certificate = certificate;
        Url = url;
        Thumbprint = certificate?.GetCertHashString(HashAlgorithmName.SHA256);
    }

    /// <summary>The address of the SDK, such as <c>http://127.0.0.1:40123/sdk</c>.</summary>
    public Uri Url { get; }

    /// <summary>The SHA-256 thumbprint of the certificate, for clients to pin; null without TLS.</summary>
    public string? Thumbprint { get; }

    /// <summary>Begins to serve a simulator.</summary>
    /// <param name="simulator">The simulator; several servers may serve one.</param>
    /// <param name="options">Where and how. Default: as the options' own defaults say.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The address isn't a loopback one.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The server owns what it is made of.")]
    public static async Task<SimulatorServer> StartAsync(VCenterSimulator simulator, SimulatorServerOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(simulator);
        options ??= new SimulatorServerOptions();
        if (!IPAddress.IsLoopback(options.Address))
        {
            throw new ArgumentException($"The simulator is served on loopback addresses only, not on {options.Address}: it has well-known passwords.", nameof(options));
        }

        X509Certificate2? certificate = options.UseTls ? LoopbackCertificate.Create() : null;
        WebApplication application = Build(new SoapEndpoint(simulator.VCenter, options), options, certificate);
        try
        {
            await application.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await application.DisposeAsync().ConfigureAwait(false);
            certificate?.Dispose();
            throw;
        }

        int port = new Uri(application.Urls.Single()).Port;
        return new SimulatorServer(application, new UriBuilder(options.UseTls ? "https" : "http", options.Address.ToString(), port, "/sdk").Uri, certificate);
    }

    /// <summary>Stops serving. Calls under way lose their connections.</summary>
    public async ValueTask DisposeAsync()
    {
        // Long polls would hold an orderly end back for a minute.
        using var now = new CancellationTokenSource();
        await now.CancelAsync().ConfigureAwait(false);
        try
        {
            await _application.StopAsync(now.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // As asked for.
        }

        await _application.DisposeAsync().ConfigureAwait(false);
        _certificate?.Dispose();
    }

    private static WebApplication Build(SoapEndpoint endpoint, SimulatorServerOptions options, X509Certificate2? certificate)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, HostsLifetime>();
        builder.WebHost.UseKestrelCore();
        if (certificate is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxRequestBytes;
            // A test may hold its clock, and with it an answer, for as long as it likes.
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(options.Address, options.Port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                if (certificate is not null)
                {
                    listen.UseHttps(certificate);
                }
            });
        });
        WebApplication application = builder.Build();
        application.Run(endpoint.HandleAsync);
        return application;
    }

    /// <summary>The process belongs to somebody else: no signals are caught, nothing is said.</summary>
    private sealed class HostsLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
