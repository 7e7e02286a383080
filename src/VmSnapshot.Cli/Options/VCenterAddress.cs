using System.Net;

namespace VmSnapshot.Cli.Options;

/// <summary>What <c>--vcenter</c> names: a vCenter's SDK address, or the simulated one in this process.</summary>
/// <param name="Endpoint">The address; null for <c>memory:</c>.</param>
internal sealed record VCenterAddress(Uri? Endpoint)
{
    private const string Forms = "Give https://host[:port][/sdk], http:// for loopback only, or memory: for the built-in simulated vCenter.";

    public static VCenterAddress Simulated { get; } = new((Uri?)null);

    public bool IsSimulated => Endpoint is null;

    /// <param name="text">What was given.</param>
    /// <param name="from">The option or environment variable that it was given with.</param>
    public static VCenterAddress Parse(string text, string from)
    {
        if (text.Equals("memory:", StringComparison.OrdinalIgnoreCase))
        {
            return Simulated;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http") || uri.Host.Length == 0)
        {
            // What was given is not repeated: it may hold a password.
            throw CliErrors.Usage($"{from} is not an address. {Forms}");
        }

        if (uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            throw CliErrors.Usage($"{from} holds more than host and port: user name and password belong to VMSNAPSHOT_USERNAME and VMSNAPSHOT_PASSWORD. {Forms}");
        }

        if (uri.AbsolutePath.TrimEnd('/') is not ("" or "/sdk"))
        {
            throw CliErrors.Usage($"{from} has the path '{uri.AbsolutePath}'; a vCenter answers at /sdk. {Forms}");
        }

        if (uri.Scheme == Uri.UriSchemeHttp && !IsLoopback(uri))
        {
            throw CliErrors.Usage($"{from} {uri.GetLeftPart(UriPartial.Authority)} would send the password in clear over the network. Use https://.");
        }

        return new VCenterAddress(new UriBuilder(uri) { Path = "/sdk" }.Uri);
    }

    public override string ToString() => Endpoint?.ToString() ?? "memory:";

    private static bool IsLoopback(Uri uri) =>
        uri.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
