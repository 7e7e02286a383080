using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace VmSnapshot.Cli.Options;

/// <summary>The options that every command takes, anywhere on the line.</summary>
internal sealed class GlobalOptions
{
    public const string PasswordVariable = "VMSNAPSHOT_PASSWORD";
    public const string UserNameVariable = "VMSNAPSHOT_USERNAME";
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(24);

    private readonly Option<string?> _vCenter = Recursive<string?>(
        "--vcenter", "URL", "The vCenter: https://host[:port][/sdk], http:// for loopback only, memory: for the built-in simulated one. [VMSNAPSHOT_VCENTER]");

    private readonly Option<string?> _userName = Recursive<string?>(
        "--username", "NAME", "The login name; the password comes from VMSNAPSHOT_PASSWORD or is asked for on a terminal. [VMSNAPSHOT_USERNAME]");

    private readonly Option<string?> _thumbprint = Recursive<string?>(
        "--thumbprint", "HEX", "Pins the server's certificate by its SHA-256 thumbprint. [VMSNAPSHOT_THUMBPRINT]");

    private readonly Option<string?> _store = Recursive<string?>(
        "--store", "SPEC", "The snapshot database: sqlite:PATH or postgresql:CONNECTION STRING. Default: a file in the local application data; a temporary one for demo and memory:. [VMSNAPSHOT_STORE]");

    private readonly Option<string?> _tenant = Recursive<string?>(
        "--tenant", "NAME", "The scope of every record. Default: default. [VMSNAPSHOT_TENANT]");

    private readonly Option<double?> _timeout = new("--timeout")
    {
        Recursive = true,
        HelpName = "SECONDS",
        Description = "Gives up waiting after this time; the operation stays resumable.",
        CustomParser = ParseSeconds,
    };

    private readonly Option<bool> _json = Recursive<bool>("--json", null, "Prints one JSON document on standard output and nothing else there.");

    private readonly Option<bool> _quiet = Recursive<bool>("--quiet", null, "Shows no progress.");

    public IEnumerable<Option> All => [_vCenter, _userName, _thumbprint, _store, _tenant, _timeout, _json, _quiet];

    public bool IsJson(ParseResult parsed) => parsed.GetResult(_json) is not null && parsed.GetValue(_json);

    public bool IsQuiet(ParseResult parsed) => parsed.GetValue(_quiet);

    public CliSettings Read(ParseResult parsed)
    {
        var vCenter = Text(parsed, _vCenter, "VMSNAPSHOT_VCENTER");
        var address = vCenter is { } given ? VCenterAddress.Parse(given.Text, given.From) : null;
        return new()
        {
            VCenter = address,
            VCenterFrom = vCenter?.From ?? _vCenter.Name,
            UserName = Text(parsed, _userName, UserNameVariable)?.Text,
            Thumbprint = Text(parsed, _thumbprint, "VMSNAPSHOT_THUMBPRINT") is { } pin ? ReadThumbprint(pin, address) : null,
            Store = Text(parsed, _store, "VMSNAPSHOT_STORE") is { } store ? StoreLocation.Parse(store.Text, store.From, isArgument: store.From == _store.Name) : null,
            Tenant = Text(parsed, _tenant, "VMSNAPSHOT_TENANT")?.Text ?? "default",
            Timeout = parsed.GetValue(_timeout) is { } seconds ? ReadTimeout(seconds) : null,
        };
    }

    private static Option<T> Recursive<T>(string name, string? helpName, string description) =>
        new(name) { Recursive = true, HelpName = helpName, Description = description };

    /// <summary>What the option, or else the environment, says, and which of them it was.</summary>
    private static (string Text, string From)? Text(ParseResult parsed, Option<string?> option, string variable)
    {
        if (parsed.GetValue(option) is { } given)
        {
            return string.IsNullOrWhiteSpace(given) ? throw CliErrors.Usage($"{option.Name} is empty.") : (given, option.Name);
        }

        return Environment.GetEnvironmentVariable(variable) is { } value && !string.IsNullOrWhiteSpace(value) ? (value, variable) : null;
    }

    private string? ReadThumbprint((string Text, string From) pin, VCenterAddress? vCenter)
    {
        if (vCenter?.Endpoint is { } endpoint && endpoint.Scheme == Uri.UriSchemeHttp)
        {
            // One in the environment is meant for other commands too; one on the line is meant for this server, and can't be kept.
            return pin.From == _thumbprint.Name
                ? throw CliErrors.Usage($"{pin.From} pins a certificate, and {vCenter} has none: over http:// there is nothing to check. Leave it out, or use https://.")
                : null;
        }

        var hex = pin.Text.Replace(":", string.Empty, StringComparison.Ordinal).Replace(" ", string.Empty, StringComparison.Ordinal);
        return hex.Length == 64 && hex.All(char.IsAsciiHexDigit)
            ? hex.ToUpperInvariant()
            : throw CliErrors.Usage($"{pin.From} must be the SHA-256 of the server's certificate: 64 hexadecimal digits, with or without colons.");
    }

    private static double? ParseSeconds(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds))
        {
            return seconds;
        }

        result.AddError($"--timeout: '{text}' is not a number of seconds.");
        return null;
    }

    private static TimeSpan ReadTimeout(double seconds) => seconds > 0 && seconds <= LongestTimeout.TotalSeconds
        ? TimeSpan.FromSeconds(seconds)
        : throw CliErrors.Usage($"--timeout must be more than 0 and at most {LongestTimeout.TotalSeconds:0} seconds.");
}
