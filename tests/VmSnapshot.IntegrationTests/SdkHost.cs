using Microsoft.Extensions.DependencyInjection;
using VmSnapshot.Sdk;
using VmSnapshot.Sdk.VSphere;

namespace VmSnapshot.IntegrationTests;

/// <summary>The SDK as a host embeds it: a simulator over SOAP and a SQLite file of its own.</summary>
public sealed class SdkHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly string _folder = Directory.CreateTempSubdirectory("vmsnapshot-").FullName;

    public SdkHost(VcsimServer vcsim, string? password = null, Uri? endpoint = null)
        : this(vcsim, vcsim.Thumbprint, password, endpoint)
    {
    }

    public SdkHost(VcsimServer vcsim, ISecretResolver secrets)
        : this(vcsim, vcsim.Thumbprint, secrets: secrets)
    {
    }

    public SdkHost(VcsimServer vcsim, string? pin, string? password = null, Uri? endpoint = null, ISecretResolver? secrets = null)
    {
        var services = new ServiceCollection();
        if (secrets is not null)
        {
            services.AddSingleton(secrets);
        }

        services.AddVmSnapshot()
            .UseVSphere(o =>
            {
                o.Endpoint = endpoint ?? vcsim.Url;
                o.Thumbprint = pin;
            })
            .UseCredentials(_ => new(new VSphereCredential(vcsim.Username, password ?? vcsim.Password)))
            .UseSqlite(Path.Combine(_folder, "snapshots.db"));
        _services = services.BuildServiceProvider();
    }

    public ISnapshotManager Snapshots => _services.GetRequiredService<ISnapshotManager>();

    public IVmFactory Factory => _services.GetRequiredService<IVmFactory>();

    public IVmInventory Inventory => _services.GetRequiredService<IVmInventory>();

    public IVmSnapshotDiagnostics Diagnostics => _services.GetRequiredService<IVmSnapshotDiagnostics>();

    public async Task<Snapshot> SnapshotAsync(string vm, string name, CancellationToken cancellationToken)
    {
        var operation = await Snapshots.CreateAsync(new CreateSnapshotRequest { Vm = vm, Name = name }, cancellationToken);
        return await operation.WaitForCompletionAsync(cancellationToken: cancellationToken);
    }

    public async Task<CreatedVm> CreateVmAsync(CreateVmRequest request, CancellationToken cancellationToken)
    {
        var operation = await Factory.CreateAsync(request, cancellationToken);
        return (await operation.WaitForCompletionAsync(cancellationToken: cancellationToken)).Items[0].Vm!;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
