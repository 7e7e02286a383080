using VmSnapshot.IntegrationTests;
using VmSnapshot.Vim25;

namespace VmSnapshot.Durability.ProcessTests;

/// <summary>Looks at a vCenter over a connection of its own, past the proxy and past the SDK.</summary>
internal sealed class SoapWitness(VcsimServer vcsim) : IAsyncDisposable
{
    private readonly VimClient _client = new(new VimClientOptions { Endpoint = vcsim.Url });
    private ServiceContent? _content;

    public async Task<IReadOnlyList<WitnessedVm>> LookAsync(CancellationToken stop)
    {
        if (_content is null)
        {
            _content = await _client.RetrieveServiceContentAsync(VimClient.ServiceInstance, stop);
            await _client.LoginAsync(_content.SessionManager!, vcsim.Username, vcsim.Password, cancellationToken: stop);
        }

        var view = await _client.CreateContainerViewAsync(_content.ViewManager!, _content.RootFolder!, ["VirtualMachine"], recursive: true, stop);
        var filter = new PropertyFilterSpec
        {
            PropSet = [new PropertySpec { Type = "VirtualMachine", PathSet = ["name", "parent", "config", "runtime.powerState", "snapshot"] }],
            ObjectSet = [new ObjectSpec { Obj = view, Skip = true, SelectSet = [new TraversalSpec { Name = "view", Type = view.Type, Path = "view", Skip = false }] }],
        };
        var result = await _client.RetrievePropertiesExAsync(_content.PropertyCollector!, [filter], new RetrieveOptions(), stop);
        return [.. (result?.Objects ?? []).Select(Of)];
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private static WitnessedVm Of(ObjectContent content)
    {
        var properties = content.PropSet!.ToDictionary(property => property.Name!, property => property.Val);
        return WitnessedVm.Of(
            content.Obj!,
            (string)properties["name"]!,
            (properties.GetValueOrDefault("parent") as ManagedObjectReference)?.Value ?? "",
            (VirtualMachineConfigInfo)properties["config"]!,
            properties["runtime.powerState"] is VirtualMachinePowerState state && state == VirtualMachinePowerState.PoweredOn,
            properties.GetValueOrDefault("snapshot") as VirtualMachineSnapshotInfo);
    }
}
