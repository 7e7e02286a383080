using Microsoft.Extensions.DependencyInjection;
using VmSnapshot.Sdk;
using VmSnapshot.Sdk.Storage;
using VmSnapshot.Sdk.VSphere;

namespace VmSnapshot.Durability.ProcessTests;

/// <summary>The SDK in this process: to prepare what the workers need, to look at what they leave, and to have the wire cut under it.</summary>
internal sealed class Portal : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public Portal(Uri vCenter, string userName, string password, Action<IVmSnapshotBuilder> useStore, Planted planted, TimeProvider? time = null, TimeSpan? callTimeout = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton(time ?? TimeProvider.System);
        services.AddSingleton<ISecretResolver>(new PlantedSecrets(planted));
        useStore(services
            .AddVmSnapshot(options =>
            {
                options.OperationPollingInterval = TimeSpan.FromMilliseconds(50);
                options.TaskPollingInterval = TimeSpan.FromMilliseconds(50);
                options.Actor = "witness";
            })
            .UseVSphere(vsphere =>
            {
                vsphere.Endpoint = vCenter;
                vsphere.CallTimeout = callTimeout ?? vsphere.CallTimeout;
            })
            .UseCredentials(_ => new(new VSphereCredential(userName, password))));
        _services = services.BuildServiceProvider();
    }

    public ISnapshotManager Snapshots => _services.GetRequiredService<ISnapshotManager>();

    public IVmFactory Factory => _services.GetRequiredService<IVmFactory>();

    public IOperations Operations => _services.GetRequiredService<IOperations>();

    public IOperationRunner Runner => _services.GetRequiredService<IOperationRunner>();

    public ISnapshotStore Store => _services.GetRequiredService<ISnapshotStore>();

    /// <summary>Asks until the operation has ended, as somebody does who wants it, whatever is thrown meanwhile.</summary>
    public async Task<OperationInfo> InsistAsync<T>(Func<ISnapshotManager, IVmFactory, Task<Operation<T>>> begin, CancellationToken stop)
    {
        string? id = null;
        while (true)
        {
            try
            {
                var operation = await begin(Snapshots, Factory);
                id = operation.Id;
                await operation.WaitForCompletionAsync(cancellationToken: stop);
            }
            catch (VmSnapshotException e)
            {
                stop.ThrowIfCancellationRequested();
                TestContext.Current.TestOutputHelper?.WriteLine($"asked for again: {e.Message}");
            }

            if (id is not null && await Operations.GetAsync(id, cancellationToken: stop) is { HasEnded: true } ended)
            {
                return ended;
            }

            await Task.Delay(20, stop);
        }
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private sealed class PlantedSecrets(Planted planted) : ISecretResolver
    {
        public ValueTask<string> ResolveAsync(SecretReference reference, CancellationToken cancellationToken = default) =>
            new(planted.Environment[reference.Location["env:".Length..]]);
    }
}
