using System.Globalization;
using System.Net;
using System.ServiceModel;
using System.Xml;

namespace VmSnapshot.Vim25.Transport;

/// <summary>Tells from what the layers below report why a call has no answer.</summary>
internal static class TransportFailure
{
    /// <summary>The failure that an HTTP status means, or null for an answer that SOAP should read.</summary>
    internal static VimTransportException? OfStatus(ClientSettings settings, HttpResponseMessage response, CallContext call)
    {
        string status = $"{Server(settings)} answered {call.Operation} with HTTP {((int)response.StatusCode).ToString(CultureInfo.InvariantCulture)}";
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK or HttpStatusCode.InternalServerError:
                return IsXml(response)
                    ? null
                    : new VimTransportException(VimTransportError.InvalidAnswer,
                        $"{status} and the content type {response.Content.Headers.ContentType?.MediaType ?? "(none)"} instead of XML. Check that Endpoint is the address of the SDK: it ends in /sdk.",
                        call.RequestBegan);
            case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.ProxyAuthenticationRequired:
                return new VimTransportException(VimTransportError.AccessDenied,
                    $"{status}: it, or a proxy in front of it, refuses access before vCenter is asked.", mayHaveBeenExecuted: false);
            case HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout:
                // A gateway also says so when it lost the service in the middle of a call.
                return new VimTransportException(VimTransportError.ServerBusy,
                    $"{status}: the service isn't available now. It may be starting; try again later.", call.RequestBegan);
            case >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest:
                return new VimTransportException(VimTransportError.InvalidAnswer,
                    $"{status}, a redirection to {Target(settings, response.Headers.Location)}. Set Endpoint to the address of the SDK itself.",
                    mayHaveBeenExecuted: false);
            default:
                return new VimTransportException(VimTransportError.InvalidAnswer,
                    $"{status}, which is no answer of a vim25 service. Check that Endpoint is the address of the SDK: it ends in /sdk{(settings.Endpoint.Scheme == Uri.UriSchemeHttp ? ", and begins with https where the port speaks TLS" : "")}.",
                    call.RequestBegan && (int)response.StatusCode is < 400 or >= 500);
        }
    }

    /// <summary>The failure that the HTTP layer reports.</summary>
    internal static VimTransportException OfRequest(ClientSettings settings, HttpRequestException failure, CallContext call, bool answerBegan)
    {
        string server = Server(settings);
        if (FindInner<CertificateRejectedException>(failure) is { } rejected)
        {
            return new VimTransportException(VimTransportError.CertificateRejected, rejected.Message, mayHaveBeenExecuted: false, failure)
            {
                PresentedThumbprint = rejected.Thumbprint,
                CertificateProblems = rejected.Problems,
            };
        }

        return failure.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => new VimTransportException(VimTransportError.NameNotResolved,
                $"The name {settings.Endpoint.Host} has no address. Check its spelling and this machine's DNS.", mayHaveBeenExecuted: false, failure),
            // No certificate was seen that could have been rejected.
            HttpRequestError.SecureConnectionError => new VimTransportException(VimTransportError.Unreachable,
                $"No TLS connection to {server} came about; the port may not speak TLS: {Innermost(failure).Message}", mayHaveBeenExecuted: false, failure),
            HttpRequestError.ConfigurationLimitExceeded when !answerBegan => new VimTransportException(VimTransportError.InvalidAnswer,
                $"{server} answered with HTTP headers of more than {AnswerLimits.MaxHeaderKilobytes.ToString(CultureInfo.InvariantCulture)} KB.", call.RequestBegan, failure),
            HttpRequestError.ConfigurationLimitExceeded => new VimTransportException(VimTransportError.AnswerTooLarge,
                $"The answer of {server} to {call.Operation} is larger than {settings.MaxReceivedMessageBytes.ToString(CultureInfo.InvariantCulture)} bytes. Ask for fewer objects at a time, or raise MaxReceivedMessageBytes.",
                call.RequestBegan, failure),
            HttpRequestError.InvalidResponse => new VimTransportException(VimTransportError.InvalidAnswer,
                $"{server} doesn't speak HTTP the way it should: {Innermost(failure).Message}", call.RequestBegan, failure),
            _ => new VimTransportException(VimTransportError.Unreachable,
                call.RequestBegan
                    ? $"The connection to {server} broke before its answer to {call.Operation} was complete: {Innermost(failure).Message}"
                    : $"{server} can't be reached: {Innermost(failure).Message}",
                call.RequestBegan, failure),
        };
    }

    internal static VimTransportException OfTimeout(ClientSettings settings, TimeSpan timeout, CallContext call, Exception? cause)
        => new(VimTransportError.TimedOut,
            $"{Server(settings)} gave no complete answer to {call.Operation} within {timeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s. "
            + (call.Operation == "WaitForUpdatesEx" ? "Give it MaxWaitSeconds: without them it ends like this when nothing changes." : "Raise CallTimeout if it takes longer."),
            call.RequestBegan, cause);

    internal static VimTransportException OfAnswer(ClientSettings settings, string problem, CallContext call, Exception? cause = null)
        => new(VimTransportError.InvalidAnswer, $"The answer of {Server(settings)} to {call.Operation} can't be read: {problem}", call.RequestBegan, cause);

    /// <summary>The failure that unpacking the answer's content reports.</summary>
    internal static VimTransportException OfContent(ClientSettings settings, Exception failure, CallContext call)
        => new(VimTransportError.InvalidAnswer, $"The answer of {Server(settings)} to {call.Operation} can't be unpacked: {Innermost(failure).Message}", call.RequestBegan, failure);

    /// <summary>
    /// Whether an exception is one that a bad answer or a bad connection causes, rather than a mistake in this library.
    /// The framework's reader reports some malformed XML as a bad argument, or by running off its buffer.
    /// </summary>
    internal static bool IsExpected(Exception failure, bool answerArrived)
        => (answerArrived && failure is (ArgumentException or IndexOutOfRangeException))
            || failure is FormatException or OverflowException or CommunicationException or TimeoutException or XmlException or QuotaExceededException
            or InvalidOperationException or OperationCanceledException;

    /// <summary>The failure behind an exception of WCF that the HTTP handler didn't see.</summary>
    internal static VimTransportException OfChannel(ClientSettings settings, Exception failure, CallContext call) => failure switch
    {
        QuotaExceededException when call.AnswerArrived => new VimTransportException(VimTransportError.AnswerTooLarge,
            $"The answer of {Server(settings)} to {call.Operation} is too large: {failure.Message} Ask for fewer objects at a time, or raise MaxReceivedMessageBytes.",
            call.RequestBegan, failure),
        _ when call.AnswerArrived => OfAnswer(settings, Innermost(failure).Message, call, failure),
        TimeoutException => OfTimeout(settings, settings.CallTimeout, call, failure),
        _ => new VimTransportException(VimTransportError.Unreachable,
            $"The call to {Server(settings)} failed: {Innermost(failure).Message}", call.RequestBegan, failure),
    };

    private static string Server(ClientSettings settings) => settings.Endpoint.Authority;

    /// <summary>Where a redirection leads to, without what may be secret in it.</summary>
    private static string Target(ClientSettings settings, Uri? location)
        => location is null || !Uri.TryCreate(settings.Endpoint, location, out Uri? target) ? "nowhere" : target.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    private static bool IsXml(HttpResponseMessage response)
        => response.Content.Headers.ContentType?.MediaType is { } type
            && (type.EndsWith("/xml", StringComparison.OrdinalIgnoreCase) || type.EndsWith("+xml", StringComparison.OrdinalIgnoreCase));

    private static T? FindInner<T>(Exception exception)
        where T : Exception
    {
        for (Exception? current = exception; current is not null; current = current.InnerException)
        {
            if (current is T found)
            {
                return found;
            }
        }

        return null;
    }

    private static Exception Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
        {
            exception = inner;
        }

        return exception;
    }
}
