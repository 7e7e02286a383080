using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.Tests;

internal static class Faults
{
    /// <summary>One that is not worth another try.</summary>
    public static VCenterFault Fatal { get; } = new() { Name = "GenericVmConfigFault", Message = "It broke.", BaseNames = ["VmConfigFault", "VimFault"] };

    /// <summary>The same, of a task.</summary>
    public static MethodFault FatalTask { get; } = new GenericVmConfigFault { Reason = "It broke." };

    /// <summary>One that passes.</summary>
    public static VCenterFault Passing { get; } = new() { Name = "HostNotConnected", Message = "Gone for a moment.", BaseNames = ["HostCommunication", "RuntimeFault"] };
}
