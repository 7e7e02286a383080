using VmSnapshot.Simulator;
using VmSnapshot.Vim25;

namespace VmSnapshot.Durability.ProcessTests;

/// <summary>
/// Chooses the instants: a process is killed while its nth call is in vCenter's hands, which carries it out all the same, or a moment after. A
/// clock's instants would fall into the pauses most of the time.
/// </summary>
internal sealed class KillSwitch
{
    private readonly Lock _lock = new();
    private Func<bool>? _kill;
    private TimeSpan _moment;
    private int _left;

    public KillSwitch(VCenterSimulator simulator) => simulator.Faults.OnAny(Count).Always().Delay(TimeSpan.Zero);

    public void Arm(int calls, TimeSpan moment, Func<bool> kill)
    {
        lock (_lock)
        {
            (_left, _moment, _kill) = (calls, moment, kill);
        }
    }

    public void Disarm() => Arm(0, TimeSpan.Zero, () => false);

    /// <summary>Sees every request before it is carried out; never a fault itself.</summary>
    private bool Count(VimRequestType request)
    {
        lock (_lock)
        {
            if (--_left != 0 || _kill is not { } kill)
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
