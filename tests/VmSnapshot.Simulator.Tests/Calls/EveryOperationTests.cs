using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Calls;

public class EveryOperationTests
{
    [Fact]
    public async Task Every_operation_that_the_client_has_is_carried_out()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();

        IEnumerable<Type> requests = typeof(VimRequestType).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(VimRequestType)) && !type.IsAbstract);

        simulator.VCenter.Operations.Handled.Should().BeEquivalentTo(requests);
    }
}
