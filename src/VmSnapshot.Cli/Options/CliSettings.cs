using VmSnapshot.Cli.Running;

namespace VmSnapshot.Cli.Options;

/// <summary>The global options, read from the command line and, where they aren't there, from the environment.</summary>
internal sealed record CliSettings
{
    /// <summary>Null where none is given.</summary>
    public VCenterAddress? VCenter { get; init; }

    /// <summary>The option or environment variable that names the vCenter, for messages.</summary>
    public string VCenterFrom { get; init; } = "--vcenter";

    public string? UserName { get; init; }

    /// <summary>Null as long as no command needs it.</summary>
    public Login? Login { get; init; }

    /// <summary>SHA-256, 64 hexadecimal digits.</summary>
    public string? Thumbprint { get; init; }

    /// <summary>Null where none is given: the command decides.</summary>
    public StoreLocation? Store { get; init; }

    public string Tenant { get; init; } = "default";

    public TimeSpan? Timeout { get; init; }
}
