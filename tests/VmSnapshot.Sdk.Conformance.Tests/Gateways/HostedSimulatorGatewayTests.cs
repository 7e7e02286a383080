using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.VSphere;
using VmSnapshot.Simulator.Faults;
using VmSnapshot.Simulator.Hosting;

namespace VmSnapshot.Sdk.Conformance.Tests.Gateways;

/// <summary>The suite on the simulator over HTTP, whose tasks take a moment, as a vCenter's do.</summary>
public sealed class HostedSimulatorGatewayTests(HostedSimulatorGatewayFixture fixture)
    : GatewayConformance(fixture), IClassFixture<HostedSimulatorGatewayFixture>;

public sealed class HostedSimulatorGatewayFixture() : SimulatedGatewayFixture(TimeSpan.FromMilliseconds(20))
{
    private SimulatorServer? _server;

    public override IDisposable MakeUnreadable(MoRef vm)
    {
        InjectedFault answer = Simulator.Faults.On("RetrievePropertiesEx").Always().Answer(200, "text/xml; charset=utf-8", $"""
            <soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
            <soapenv:Body><RetrievePropertiesExResponse xmlns="urn:vim25"><returnval><objects><obj type="VirtualMachine">{vm.Value}</obj>
            <propSet><name>name</name><val xsi:type="xsd:string">away</val></propSet></objects></returnval></RetrievePropertiesExResponse></soapenv:Body></soapenv:Envelope>
            """);
        return new Undo(answer.Remove);
    }

    protected override async Task<VSphereOptions> StartAsync()
    {
        _server = await SimulatorServer.StartAsync(Simulator);
        return new VSphereOptions { Endpoint = _server.Url };
    }

    protected override ValueTask StopAsync() => _server?.DisposeAsync() ?? default;
}
