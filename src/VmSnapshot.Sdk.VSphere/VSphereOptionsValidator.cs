using Microsoft.Extensions.Options;

namespace VmSnapshot.Sdk.VSphere;

internal sealed class VSphereOptionsValidator : IValidateOptions<VSphereOptions>
{
    private const int ThumbprintDigits = 64;

    public ValidateOptionsResult Validate(string? name, VSphereOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        if (EndpointError(options.Endpoint) is { } endpointError)
        {
            result.AddError(endpointError, nameof(options.Endpoint));
        }

        if (options.Thumbprint is { } thumbprint && !IsThumbprint(thumbprint))
        {
            result.AddError($"A thumbprint is the SHA-256 of the server's certificate: {ThumbprintDigits} hexadecimal digits, colons allowed.", nameof(options.Thumbprint));
        }

        if (options.CallTimeout <= TimeSpan.Zero)
        {
            result.AddError("The time for a call must be longer than zero.", nameof(options.CallTimeout));
        }

        if (options.ReadRetries is < 0 or > 100)
        {
            result.AddError("A reading is tried again 0 to 100 times.", nameof(options.ReadRetries));
        }

        if (options.KeepAliveInterval < TimeSpan.Zero || options.KeepAliveInterval > TimeSpan.FromDays(1))
        {
            result.AddError("The session is touched every day at the least; zero lets it end.", nameof(options.KeepAliveInterval));
        }

        if (options.PageSize < 1)
        {
            result.AddError("A page holds at least one object.", nameof(options.PageSize));
        }

        return result.Build();
    }

    private static string? EndpointError(Uri? endpoint) => endpoint switch
    {
        null => "There is no vCenter address: set Endpoint to https://host[:port][/sdk].",
        { IsAbsoluteUri: false } => "The vCenter address must be whole: https://host[:port][/sdk].",
        { UserInfo.Length: > 0 } => "The vCenter address must not hold a user name or password; they come from the credential provider.",
        { Scheme: "https" } => null,
        { Scheme: "http", IsLoopback: true } => null,
        { Scheme: "http" } => "Plain HTTP would send the password in clear and is taken for this machine only; use https.",
        _ => $"'{endpoint.Scheme}' addresses are not taken; use https://host[:port][/sdk].",
    };

    private static bool IsThumbprint(string text)
    {
        var digits = text.Where(c => c is not (':' or ' ')).ToArray();
        return digits.Length == ThumbprintDigits && digits.All(char.IsAsciiHexDigit);
    }
}
