using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Power;

/// <summary>Why a VM couldn't run on a host.</summary>
/// <param name="Test">The kind of test that found it.</param>
/// <param name="Fault">What is wrong.</param>
internal sealed record PowerOnProblem(PowerOnTest Test, VimFaultException Fault);

/// <summary>The kinds of tests that CheckPowerOn_Task tells apart.</summary>
internal enum PowerOnTest
{
    /// <summary>Of the VM itself.</summary>
    Source,

    /// <summary>Of the host.</summary>
    Host,

    /// <summary>Of what the pool and the host have left.</summary>
    ResourcePool,

    /// <summary>Of the VM's files.</summary>
    Datastore,

    /// <summary>Of the VM's networks.</summary>
    Network,
}
