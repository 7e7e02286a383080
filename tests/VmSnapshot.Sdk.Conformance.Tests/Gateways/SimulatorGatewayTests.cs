using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.VSphere;
using VmSnapshot.Simulator;
using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.Conformance.Tests.Gateways;

/// <summary>The suite on the simulator in this process, whose tasks have ended when they are answered.</summary>
public sealed class SimulatorGatewayTests(SimulatorGatewayFixture fixture) : GatewayConformance(fixture), IClassFixture<SimulatorGatewayFixture>;

public sealed class SimulatorGatewayFixture() : SimulatedGatewayFixture(TimeSpan.Zero)
{
    private string? _unreadable;

    public override IDisposable MakeUnreadable(MoRef vm)
    {
        _unreadable = vm.Value;
        return new Undo(() => _unreadable = null);
    }

    protected override Task<VSphereOptions> StartAsync() => Task.FromResult(new VSphereOptions
    {
        Endpoint = VCenterSimulator.Endpoint,
        CreateTransport = () => new WithoutConfiguration(Simulator.CreateTransport(), () => _unreadable),
    });

    /// <summary>Leaves the configuration of one VM out of the answers, as vCenter does while it has none.</summary>
    private sealed class WithoutConfiguration(IVimTransport inner, Func<string?> unreadable) : IVimTransport
    {
        public async Task<object?> InvokeAsync(VimRequestType request, string apiVersion, CancellationToken cancellationToken)
        {
            object? answer = await inner.InvokeAsync(request, apiVersion, cancellationToken);
            foreach (ObjectContent content in (answer as RetrieveResult)?.Objects?.Where(content => content.Obj!.Value == unreadable()) ?? [])
            {
                content.PropSet = [.. content.PropSet!.Where(property => !property.Name!.StartsWith("config", StringComparison.Ordinal))];
            }

            return answer;
        }

        public Task<IReadOnlyList<string>> GetVersionsAsync(CancellationToken cancellationToken) => inner.GetVersionsAsync(cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
