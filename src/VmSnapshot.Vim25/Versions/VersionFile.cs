using System.Net;
using System.Xml;
using VmSnapshot.Vim25.Transport;

namespace VmSnapshot.Vim25.Versions;

/// <summary>
/// The list of versions that a server publishes beside its service. It is fetched by the rules of every other call:
/// certificate, proxy, time and size.
/// </summary>
internal static class VersionFile
{
    internal const string Name = "vimServiceVersions.xml";
    private const int MaxBytes = 256 * 1024;
    private const string Namespace = "urn:vim25";

    /// <summary>The versions that the server lists, or none when it has no such file.</summary>
    /// <exception cref="VimTransportException">There was no answer, or none that can be read.</exception>
    internal static async Task<IReadOnlyList<string>> FetchAsync(ClientSettings settings, CallContext call)
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = settings.UseDefaultWebProxy, MaxResponseHeadersLength = AnswerLimits.MaxHeaderKilobytes };
        if (settings.Endpoint.Scheme == Uri.UriSchemeHttps)
        {
            handler.ServerCertificateCustomValidationCallback = (_, certificate, chain, errors)
                => CertificateCheck.Accept(settings.Endpoint.Host, settings.Thumbprint, certificate, chain, errors);
        }

        ClientSettings limited = settings with { MaxReceivedMessageBytes = Math.Min(settings.MaxReceivedMessageBytes, MaxBytes) };
        using var client = new HttpClient(handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        bool answerBegan = false;
        try
        {
            using HttpResponseMessage response = await client.GetAsync(Address(settings.Endpoint), HttpCompletionOption.ResponseHeadersRead, call.Stop).ConfigureAwait(false);
            answerBegan = true;
            if (response.StatusCode == HttpStatusCode.NotFound)
            {
                return [];
            }

            if (response.StatusCode != HttpStatusCode.OK)
            {
                throw TransportFailure.OfStatus(settings, response, call) ?? TransportFailure.OfAnswer(settings, $"{Name} can't be had (HTTP 500).", call);
            }

            await response.Content.LoadIntoBufferAsync(limited.MaxReceivedMessageBytes, call.Stop).ConfigureAwait(false);
            using Stream content = await response.Content.ReadAsStreamAsync(call.Stop).ConfigureAwait(false);
            return Read(content);
        }
        catch (HttpRequestException failure) when (!call.Stop.IsCancellationRequested)
        {
            throw TransportFailure.OfRequest(limited, failure, call, answerBegan);
        }
        catch (XmlException failure)
        {
            throw TransportFailure.OfAnswer(settings, $"{Name} is no XML that lists versions: {failure.Message}", call, failure);
        }
    }

    /// <summary>The versions of vim25 in the file, in its order; by local names only, and past all that isn't known.</summary>
    internal static IReadOnlyList<string> Read(Stream content)
    {
        using var xml = XmlReader.Create(content, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MaxBytes });
        var versions = new List<string>();
        var group = new List<string>();
        bool isVim = false;
        while (xml.Read())
        {
            switch (xml.NodeType, xml.LocalName)
            {
                case (XmlNodeType.Element, "namespace"):
                    group.Clear();
                    isVim = false;
                    break;
                case (XmlNodeType.EndElement, "namespace") when isVim:
                    versions.AddRange(group.Except(versions));
                    break;
                case (XmlNodeType.Element, "name"):
                    isVim = Text(xml) == Namespace;
                    break;
                case (XmlNodeType.Element, "version"):
                    group.Add(Text(xml));
                    break;
            }
        }

        return versions;
    }

    /// <summary>The text that stands first in the element; the reader stays within it.</summary>
    private static string Text(XmlReader xml)
        => !xml.IsEmptyElement && xml.Read() && xml.NodeType == XmlNodeType.Text ? xml.Value.Trim() : "";

    private static Uri Address(Uri endpoint) => new UriBuilder(endpoint) { Path = endpoint.AbsolutePath.TrimEnd('/') + "/" + Name, Query = "", Fragment = "" }.Uri;
}
