using VmSnapshot.Simulator;
using VmSnapshot.Vim25;

namespace VmSnapshot.Durability.ProcessTests;

/// <summary>
/// Chooses the instants: a process is killed while its nth call is in vCenter's hands, which carries it out all the same, or a moment after. A
/// clock's instants would fall into the pauses most of the time.
/// </summary>
internal sealed class KillSwitch
{
    private const int MaxChanges = 12;
    private const int MaxCalls = 250;

    private readonly Lock _lock = new();
    private Func<VimRequestType, bool>? _counts;
    private Func<bool>? _kill;
    private TimeSpan _moment;
    private int _left;

    public KillSwitch(VCenterSimulator simulator) => simulator.Faults.OnAny(Count).Always().Delay(TimeSpan.Zero);

    /// <summary>One instant of a process's life: mostly at one of its changes of vCenter, sometimes at any call; at once or a moment later.</summary>
    public void Arm(Random random, Func<bool> kill)
    {
        lock (_lock)
        {
            var atChange = random.Next(4) > 0;
            _counts = atChange ? request => Mutations.All.Contains(request.Operation) : _ => true;
            _left = atChange ? random.Next(1, MaxChanges) : random.Next(1, MaxCalls);
            _moment = TimeSpan.FromMilliseconds(random.Next(3) == 0 ? 0 : random.Next(40));
            _kill = kill;
        }
    }

    public void Disarm()
    {
        lock (_lock)
        {
            _kill = null;
        }
    }

    /// <summary>Sees every request before it is carried out; never a fault itself.</summary>
    private bool Count(VimRequestType request)
    {
        lock (_lock)
        {
            if (_kill is not { } kill || !_counts!(request) || --_left != 0)
            {
                return false;
            }

            if (_moment == TimeSpan.Zero)
            {
                kill();
            }
            else
            {
                _ = StrikeLaterAsync(kill, _moment);
            }

            return false;
        }
    }

    private static async Task StrikeLaterAsync(Func<bool> kill, TimeSpan moment)
    {
        await Task.Delay(moment);
        kill();
    }
}
