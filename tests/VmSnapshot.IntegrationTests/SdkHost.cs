using Microsoft.Extensions.DependencyInjection;
using VmSnapshot.Sdk;
using VmSnapshot.Sdk.VSphere;

namespace VmSnapshot.IntegrationTests;

/// <summary>The SDK as a host embeds it: a simulator over SOAP and a SQLite file of its own.</summary>
public sealed class SdkHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly string _folder = Directory.CreateTempSubdirectory("vmsnapshot-").FullName;

    /// <summary>The simulator as its owner knows it, but for what is set otherwise.</summary>
    public SdkHost(VcsimServer vcsim, Action<VSphereOptions>? configure = null, string? password = null, ISecretResolver? secrets = null)
    {
        var services = new ServiceCollection();
        if (secrets is not null)
        {
            services.AddSingleton(secrets);
        }

        services.AddVmSnapshot()
            .UseVSphere(o =>
            {
                o.Endpoint = vcsim.Url;
                o.Thumbprint = vcsim.Thumbprint;
                configure?.Invoke(o);
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
