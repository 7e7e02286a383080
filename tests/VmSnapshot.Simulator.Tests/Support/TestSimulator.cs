namespace VmSnapshot.Simulator.Tests.Support;

/// <summary>Simulators without an inventory, which a test fills itself.</summary>
internal static class TestSimulator
{
    internal static VCenterSimulator Create(VCenterSimulatorOptions? options = null) => new(options, new InventoryDescription());
}
