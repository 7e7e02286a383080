using Microsoft.Extensions.DependencyInjection;
using VmSnapshot.Cli.Options;
using VmSnapshot.Sdk;
using VmSnapshot.Sdk.VSphere;

namespace VmSnapshot.Cli.Running;

/// <summary>Wires a real vCenter.</summary>
internal static class VSphereConnection
{
    public static void Add(IVmSnapshotBuilder builder, VCenterAddress address, CliSettings settings) => builder
        .UseVSphere(options =>
        {
            options.Endpoint = address.Endpoint;
            options.Thumbprint = settings.Thumbprint;
        })
        .UseCredentials(_ => settings.Login is { } login
            ? ValueTask.FromResult(new VSphereCredential(login.UserName, login.Password))
            : throw CliErrors.Usage("This command was not expected to log in to vCenter, and has no password."));
}
