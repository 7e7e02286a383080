using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Support;

/// <summary>Expectations of faults.</summary>
internal static class FaultExpectations
{
    /// <summary>Expects a call to be answered with a fault of that name.</summary>
    internal static async Task<VimFaultException> ShouldFailWithAsync(this Task call, string fault)
    {
        Func<Task> waiting = () => call;
        VimFaultException exception = (await waiting.Should().ThrowAsync<VimFaultException>()).Which;
        exception.FaultName.Should().Be(fault);
        return exception;
    }
}
