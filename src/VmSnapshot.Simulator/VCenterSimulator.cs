using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Faults;
using VmSnapshot.Simulator.Inventory;
using VmSnapshot.Vim25;
using VmSnapshot.Vim25.Server;

namespace VmSnapshot.Simulator;

/// <summary>
/// A vCenter that runs inside this process and speaks vim25. Connect a <see cref="VimClient"/> to it with
/// <see cref="VimClientOptions.CreateTransport"/>. All members may be used from many threads at a time.
/// </summary>
public sealed class VCenterSimulator : IAsyncDisposable, IDisposable
{
    /// <summary>Makes a simulator.</summary>
    /// <param name="options">How it behaves. Default: as the options' own defaults say.</param>
    /// <param name="inventory">What it holds. Default: <see cref="InventoryDescription.CreateDefault"/>.</param>
    /// <exception cref="InvalidDataException">The inventory names something that isn't in it.</exception>
    public VCenterSimulator(VCenterSimulatorOptions? options = null, InventoryDescription? inventory = null)
    {
        Options = options ?? new VCenterSimulatorOptions();
        VCenter = new VCenter(Options);
        Inventory = new SimulatedInventory(VCenter);
        lock (VCenter.World.Gate)
        {
            new InventoryLoader(VCenter).Load(inventory ?? InventoryDescription.CreateDefault());
        }
    }

    /// <summary>An address to name it by where one is needed; nothing listens there.</summary>
    public static Uri Endpoint { get; } = new("https://simulator.invalid/sdk");

    /// <summary>How it behaves.</summary>
    public VCenterSimulatorOptions Options { get; }

    /// <summary>A test's own view of what is in it.</summary>
    public SimulatedInventory Inventory { get; }

    /// <summary>The calls that clients made, with their arguments.</summary>
    public CallLog Calls => VCenter.CallLog;

    /// <summary>What goes wrong on demand.</summary>
    public FaultInjection Faults => VCenter.Faults;

    /// <summary>
    /// What strict reading found so far (<see cref="VCenterSimulatorOptions.StrictReading"/>): requests that depart from
    /// the schema, which were refused, and answers of the simulator without something required, which were given.
    /// </summary>
    public IReadOnlyList<StrictReadingFailure> StrictFailures => VCenter.StrictFailures.All;

    internal VCenter VCenter { get; }

    /// <summary>A new connection, without a session yet.</summary>
    public IVimTransport CreateTransport() => new InProcessTransport(VCenter);

    /// <summary>Forgets <see cref="StrictFailures"/> so far.</summary>
    public void ClearStrictFailures() => VCenter.StrictFailures.Clear();

    /// <summary>Ends the sessions and stops what still takes time. Calls from now on find nobody: <see cref="VimTransportError.Unreachable"/>.</summary>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Ends the sessions and stops what still takes time. Calls from now on find nobody: <see cref="VimTransportError.Unreachable"/>.</summary>
    public void Dispose()
    {
        lock (VCenter.World.Gate)
        {
            foreach (SimulatedSession session in VCenter.Sessions.Open.ToList())
            {
                // Whoever still waits is answered.
                VCenter.Sessions.End(session);
            }
        }

        VCenter.World.Stop();
    }
}
