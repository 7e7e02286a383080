namespace VmSnapshot.Vim25.Transport;

/// <summary>
/// Stands between WCF and the network: ends a call when its token fires, in the middle of an answer too; holds
/// answers to their size limit; and says what failed while that can still be told.
/// </summary>
internal sealed class VimHttpHandler(HttpMessageHandler inner, ClientSettings settings) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        CallContext? call = CallContext.Current;
        if (call is null)
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        if (request.Content is { } content)
        {
            request.Content = new SendingContent(content, call);
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(call.Stop, cancellationToken);
        HttpResponseMessage? response = null;
        try
        {
            response = await base.SendAsync(request, stop.Token).ConfigureAwait(false);
            if (TransportFailure.OfStatus(settings, response, call) is { } refused)
            {
                throw refused;
            }

            await response.Content.LoadIntoBufferAsync(settings.MaxReceivedMessageBytes, stop.Token).ConfigureAwait(false);
            Stream answer = await response.Content.ReadAsStreamAsync(stop.Token).ConfigureAwait(false);
            if (answer.Length == 0)
            {
                // WCF ends in a NullReferenceException when the header didn't say so.
                throw TransportFailure.OfAnswer(settings, "it is empty.", call);
            }

            if (TagLength.IsExceeded(answer))
            {
                throw TransportFailure.OfAnswer(settings, $"it has a tag of more than {TagLength.Max / 1024} KB.", call);
            }

            if (SoapHeaderLength.IsExceeded(answer))
            {
                throw TransportFailure.OfAnswer(settings, $"it has no SOAP body within its first {SoapHeaderLength.Max / 1024} KB.", call);
            }

            call.AnswerArrived = true;
            return response;
        }
        catch (HttpRequestException failure) when (!stop.IsCancellationRequested)
        {
            response?.Dispose();
            call.Failure = TransportFailure.OfRequest(settings, failure, call, answerBegan: response is not null);
            throw call.Failure;
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException && !stop.IsCancellationRequested)
        {
            response?.Dispose();
            call.Failure = TransportFailure.OfContent(settings, failure, call);
            throw call.Failure;
        }
        catch (VimTransportException failure)
        {
            response?.Dispose();
            call.Failure = failure;
            throw;
        }
        catch
        {
            response?.Dispose();
            throw;
        }
    }
}
