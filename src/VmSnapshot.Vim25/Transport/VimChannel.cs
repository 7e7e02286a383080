using System.Collections.Concurrent;
using System.ServiceModel;
using System.ServiceModel.Channels;
using System.Text;

namespace VmSnapshot.Vim25.Transport;

/// <summary>
/// WCF's part: one factory with one channel, which all calls share. The factory holds the cookies, and with them the
/// one session.
/// </summary>
internal sealed class VimChannel : IAsyncDisposable
{
    // Ours ends a call first; this is the net below it.
    private static readonly TimeSpan TimeoutMargin = TimeSpan.FromMinutes(1);

    private readonly ClientSettings _settings;
    private readonly IChannelFactory<IRequestChannel> _factory;
    private readonly IRequestChannel _channel;
    private readonly ConcurrentBag<HttpMessageHandler> _handlers = [];

    internal VimChannel(ClientSettings settings)
    {
        _settings = settings;
        var parameters = new BindingParameterCollection
        {
            (Func<HttpClientHandler, HttpMessageHandler>)Hook,
        };
        _factory = Binding(settings).BuildChannelFactory<IRequestChannel>(parameters);
        _factory.Open();
        _channel = _factory.CreateChannel(new EndpointAddress(settings.Endpoint));
        _channel.Open();
    }

    internal Task<Message> RequestAsync(string soapAction, string body, TimeSpan timeout)
    {
        var message = new VimMessage(soapAction, body);
        return Task<Message>.Factory.FromAsync(_channel.BeginRequest, _channel.EndRequest, message, timeout + TimeoutMargin, state: null);
    }

    public ValueTask DisposeAsync()
    {
        // A close would wait for the calls under way; their answers have nowhere to go any more. WCF leaves the
        // connections to the finalizer.
        _channel.Abort();
        _factory.Abort();
        foreach (HttpMessageHandler handler in _handlers)
        {
            handler.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    private static HttpBindingBase Binding(ClientSettings settings)
    {
        HttpBindingBase binding = settings.Endpoint.Scheme == Uri.UriSchemeHttps
            ? new BasicHttpsBinding { AllowCookies = true, MaxReceivedMessageSize = settings.MaxReceivedMessageBytes, MaxBufferSize = settings.MaxReceivedMessageBytes }
            : new BasicHttpBinding { AllowCookies = true, MaxReceivedMessageSize = settings.MaxReceivedMessageBytes, MaxBufferSize = settings.MaxReceivedMessageBytes };
        binding.TextEncoding = Encoding.UTF8;
        binding.TransferMode = TransferMode.Buffered;
        binding.UseDefaultWebProxy = settings.UseDefaultWebProxy;
        TimeSpan timeout = settings.CallTimeout + TimeoutMargin;
        binding.OpenTimeout = timeout;
        binding.CloseTimeout = timeout;
        binding.SendTimeout = timeout;
        binding.ReceiveTimeout = timeout;
        binding.ReaderQuotas = AnswerLimits.Quotas();
        return binding;
    }

    // WCF's own validators drop the host name check as soon as one is set: the certificate is looked at here instead.
    private VimHttpHandler Hook(HttpClientHandler handler)
    {
        handler.AllowAutoRedirect = false;
        handler.MaxResponseHeadersLength = AnswerLimits.MaxHeaderKilobytes;
        if (_settings.Endpoint.Scheme == Uri.UriSchemeHttps)
        {
            handler.ServerCertificateCustomValidationCallback = (_, certificate, chain, errors)
                => CertificateCheck.Accept(_settings.Endpoint.Host, _settings.Thumbprint, certificate, chain, errors);
        }

        var ours = new VimHttpHandler(handler, _settings);
        _handlers.Add(ours);
        return ours;
    }
}
