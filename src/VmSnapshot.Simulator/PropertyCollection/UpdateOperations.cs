using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.PropertyCollection;

/// <summary>
/// Waiting for changes. Two waits on one collector are served one after the other, as the vSphere Web Services API
/// reference says of CreatePropertyCollector: the second gets the same updates again when it follows the same version.
/// </summary>
internal sealed class UpdateOperations(VCenter vCenter, CollectorTable collectors)
{
    // vCenter never gives more at a time in WaitForUpdatesEx (govmomi simulator, property_collector.go).
    private const int MaxObjectUpdates = 100;

    internal void Register()
    {
        vCenter.Operations.OnWaiting<WaitForUpdatesExRequestType>((call, request) =>
        {
            int? seconds = request.Options?.MaxWaitSeconds;
            int max = request.Options?.MaxObjectUpdates ?? MaxObjectUpdates;
            if (seconds < 0)
            {
                throw SimulatedFault.InvalidArgument("options.maxWaitSeconds");
            }

            if (max <= 0)
            {
                throw SimulatedFault.InvalidArgument("options.maxObjectUpdates");
            }

            CollectorState state = collectors.Of(call);
            string version = request.Version ?? "";
            return WaitAsync(call, state, () => state.After(call, version, Math.Min(max, MaxObjectUpdates)), seconds);
        });
        vCenter.Operations.OnWaiting<WaitForUpdatesRequestType>((call, request) =>
        {
            CollectorState state = collectors.Of(call);
            string version = request.Version ?? "";
            return WaitAsync(call, state, () => state.WholeAfter(call, version), seconds: null);
        });
        vCenter.Operations.On<CheckForUpdatesRequestType>((call, request) => collectors.Of(call).WholeAfter(call, request.Version ?? ""));
        vCenter.Operations.On<CancelWaitForUpdatesRequestType>((call, _) => collectors.Of(call).CancelWaits());
    }

    private async Task<object?> WaitAsync(SimulatedCall call, CollectorState state, Func<UpdateSet?> look, int? seconds)
    {
        SimulatedWorld world = vCenter.World;
        var wait = new UpdateWait(world, state);
        IDisposable? timer = null;
        CancellationTokenRegistration gone = default;
        try
        {
            lock (world.Gate)
            {
                state.Begin(wait);
                if (seconds == 0)
                {
                    wait.Finish();
                }
                else if (seconds is { } most)
                {
                    timer = world.After(TimeSpan.FromSeconds(most), wait.Finish);
                }
            }

            gone = call.Gone.Register(() =>
            {
                lock (world.Gate)
                {
                    wait.Finish();
                }
            });
            while (true)
            {
                Task change;
                lock (world.Gate)
                {
                    wait.Relax();
                    if (wait.IsCancelled)
                    {
                        throw SimulatedFault.RequestCanceled();
                    }

                    // Nobody is there to be told: what is new stays new.
                    if (call.Gone.IsCancellationRequested)
                    {
                        return null;
                    }

                    if (look() is { } updates)
                    {
                        return updates;
                    }

                    if (wait.IsOver)
                    {
                        return null;
                    }

                    change = wait.NextChange();
                }

                await change.ConfigureAwait(false);
            }
        }
        finally
        {
            timer?.Dispose();
            await gone.DisposeAsync().ConfigureAwait(false);
            lock (world.Gate)
            {
                wait.Relax();
                state.End(wait);
            }
        }
    }
}
