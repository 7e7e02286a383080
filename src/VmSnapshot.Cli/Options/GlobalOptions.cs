using System.CommandLine;

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
        "--store", "SPEC", "The snapshot database: sqlite:PATH. Default: a file in the local application data; a temporary one for demo and memory:. [VMSNAPSHOT_STORE]");

    private readonly Option<string?> _tenant = Recursive<string?>(
        "--tenant", "NAME", "The scope of every record. Default: default. [VMSNAPSHOT_TENANT]");

    private readonly Option<double?> _timeout = Recursive<double?>(
        "--timeout", "SECONDS", "Ends the command after this time: an operation under way is cancelled and what it made is removed.");

    private readonly Option<bool> _json = Recursive<bool>("--json", null, "Prints one JSON document on standard output and nothing else there.");

    private readonly Option<bool> _quiet = Recursive<bool>("--quiet", null, "Shows no progress.");

    public IEnumerable<Option> All => [_vCenter, _userName, _thumbprint, _store, _tenant, _timeout, _json, _quiet];

    public bool IsJson(ParseResult parsed) => parsed.GetResult(_json) is not null && parsed.GetValue(_json);

    public bool IsQuiet(ParseResult parsed) => parsed.GetValue(_quiet);

    public CliSettings Read(ParseResult parsed) => new()
    {
        VCenter = Text(parsed, _vCenter, "VMSNAPSHOT_VCENTER") is { } address ? VCenterAddress.Parse(address) : null,
        UserName = Text(parsed, _userName, UserNameVariable),
        Thumbprint = Text(parsed, _thumbprint, "VMSNAPSHOT_THUMBPRINT") is { } hex ? ReadThumbprint(hex) : null,
        Store = Text(parsed, _store, "VMSNAPSHOT_STORE") is { } store ? StoreLocation.Parse(store) : null,
        Tenant = Text(parsed, _tenant, "VMSNAPSHOT_TENANT") ?? "default",
        Timeout = parsed.GetValue(_timeout) is { } seconds ? ReadTimeout(seconds) : null,
    };

    private static Option<T> Recursive<T>(string name, string? helpName, string description) =>
        new(name) { Recursive = true, HelpName = helpName, Description = description };

    private static string? Text(ParseResult parsed, Option<string?> option, string variable)
    {
        if (parsed.GetValue(option) is { } given)
        {
            return string.IsNullOrWhiteSpace(given) ? throw CliErrors.Usage($"{option.Name} is empty.") : given;
        }

        return Environment.GetEnvironmentVariable(variable) is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;
    }

    private static string ReadThumbprint(string text)
    {
        var hex = text.Replace(":", string.Empty, StringComparison.Ordinal).Replace(" ", string.Empty, StringComparison.Ordinal);
        return hex.Length == 64 && hex.All(char.IsAsciiHexDigit)
            ? hex.ToUpperInvariant()
            : throw CliErrors.Usage("--thumbprint must be the SHA-256 of the server's certificate: 64 hexadecimal digits, with or without colons.");
    }

    private static TimeSpan ReadTimeout(double seconds) => seconds > 0 && seconds <= LongestTimeout.TotalSeconds
        ? TimeSpan.FromSeconds(seconds)
        : throw CliErrors.Usage($"--timeout must be more than 0 and at most {LongestTimeout.TotalSeconds:0} seconds.");
}
