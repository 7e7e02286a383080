using VmSnapshot.Simulator.Calls;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator;

/// <summary>
/// A vCenter that runs inside this process and speaks vim25. Connect a <see cref="VimClient"/> to it with
/// <see cref="VimClientOptions.CreateTransport"/>. All members may be used from many threads at a time.
/// </summary>
public sealed class VCenterSimulator : IAsyncDisposable
{
    /// <summary>Makes a simulator.</summary>
    /// <param name="options">How it behaves. Default: as the options' own defaults say.</param>
    public VCenterSimulator(VCenterSimulatorOptions? options = null) => VCenter = new VCenter(options ?? new VCenterSimulatorOptions());

    /// <summary>An address to name it by where one is needed; nothing listens there.</summary>
    public static Uri Endpoint { get; } = new("http://simulator.invalid/sdk");

    internal VCenter VCenter { get; }

    /// <summary>A new connection, without a session yet.</summary>
    public IVimTransport CreateTransport() => new InProcessTransport(VCenter);

    /// <summary>Ends the sessions and stops what still takes time.</summary>
    public ValueTask DisposeAsync()
    {
        lock (VCenter.World.Gate)
        {
            foreach (SimulatedSession session in VCenter.Sessions.Open.ToList())
            {
                // Whoever still waits is answered.
                VCenter.Sessions.End(session);
            }

            VCenter.World.Stop();
        }

        return ValueTask.CompletedTask;
    }
}
