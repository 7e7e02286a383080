using System.Buffers;

namespace VmSnapshot.Vim25.Transport;

/// <summary>The options once they are checked.</summary>
internal sealed record ClientSettings(
    Uri Endpoint,
    string? Thumbprint,
    TimeSpan CallTimeout,
    int MaxReceivedMessageBytes,
    bool UseDefaultWebProxy,
    TimeProvider TimeProvider)
{
    private const int ThumbprintLength = 64;
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(1);
    private static readonly SearchValues<char> VersionCharacters = SearchValues.Create("0123456789.abcdefghijklmnopqrstuvwxyz");

    /// <exception cref="ArgumentException">An option has a value that can't work; the text names it.</exception>
    internal static ClientSettings From(VimClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(options.Endpoint);
        ArgumentNullException.ThrowIfNull(options.TimeProvider);
        Uri endpoint = options.Endpoint;
        if (!endpoint.IsAbsoluteUri || (endpoint.Scheme != Uri.UriSchemeHttps && endpoint.Scheme != Uri.UriSchemeHttp))
        {
            throw new ArgumentException("Endpoint must be an absolute https (or http) address, such as https://vcenter.example.com/sdk.", nameof(options));
        }

        if (endpoint.Scheme == Uri.UriSchemeHttp && !endpoint.IsLoopback)
        {
            throw new ArgumentException("Endpoint must be an https address: over http the password would go out in the clear, so that is taken for this machine only.", nameof(options));
        }

        if (endpoint.UserInfo.Length > 0)
        {
            throw new ArgumentException("Endpoint must not hold a user name or a password: give them to Login.", nameof(options));
        }

        if (string.IsNullOrEmpty(options.ApiVersion) || options.ApiVersion.AsSpan().ContainsAnyExcept(VersionCharacters))
        {
            throw new ArgumentException("ApiVersion must be a version such as 6.5 or 8.0.1.0.", nameof(options));
        }

        if (options.CallTimeout <= TimeSpan.Zero || options.CallTimeout > LongestTimeout)
        {
            throw new ArgumentOutOfRangeException(nameof(options), "CallTimeout must be more than zero and at most a day.");
        }

        if (options.MaxReceivedMessageBytes is < 1 or > int.MaxValue)
        {
            throw new ArgumentOutOfRangeException(nameof(options), "MaxReceivedMessageBytes must be between 1 and 2147483647.");
        }

        return new ClientSettings(
            endpoint,
            NormalizedThumbprint(options),
            options.CallTimeout,
            (int)options.MaxReceivedMessageBytes,
            options.UseDefaultWebProxy,
            options.TimeProvider);
    }

    private static string? NormalizedThumbprint(VimClientOptions options)
    {
        if (options.Thumbprint is not { } given)
        {
            return null;
        }

        string digits = string.Concat(given.Where(character => character != ':' && !char.IsWhiteSpace(character))).ToUpperInvariant();
        if (digits.Length != ThumbprintLength || !digits.All(char.IsAsciiHexDigit))
        {
            throw new ArgumentException("Thumbprint must be a SHA-256 thumbprint: 64 hexadecimal digits. The 40 digits of a SHA-1 thumbprint are not enough.", nameof(options));
        }

        return options.Endpoint.Scheme == Uri.UriSchemeHttps
            ? digits
            : throw new ArgumentException("Thumbprint needs an https Endpoint: over http there is no certificate to compare it with.", nameof(options));
    }
}
