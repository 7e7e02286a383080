using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using VmSnapshot.Sdk;

namespace VmSnapshot.Benchmarks;

/// <summary>Whole six-step runs, each a snapshot and a powered-on VM of its own: SOAP requests, runs per second, CPU per run.</summary>
internal static class SixStepRuns
{
    private static int _requests;

    public static async Task RunAsync(Uri vCenter, int runs)
    {
        var folder = Directory.CreateTempSubdirectory("vmsnapshot-bench-");
        try
        {
            using var listener = CountRequests();
            await using (var services = SdkUnderTest.Create(vCenter, Path.Combine(folder.FullName, "snapshots.db")))
            {
                await RunOnceAsync(services, "warm-up");
                Report("one at a time", runs, await MeasureAsync(services, runs, parallel: 1));
                Report("8 at a time", runs, await MeasureAsync(services, runs, parallel: 8));
            }

            _requests = 0;
            await using (var services = SdkUnderTest.Create(vCenter, Path.Combine(folder.FullName, "single.db")))
            {
                await RunOnceAsync(services, $"single-{Guid.NewGuid():n}");
            }

            Console.WriteLine($"a single run with login and logout: {_requests} SOAP requests");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(TimeSpan Elapsed, TimeSpan Cpu, int Requests)> MeasureAsync(IServiceProvider services, int runs, int parallel)
    {
        _requests = 0;
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var start = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            Enumerable.Range(1, runs),
            new ParallelOptions { MaxDegreeOfParallelism = parallel },
            async (run, _) => await RunOnceAsync(services, $"bench-{parallel}-{run}"));
        return (Stopwatch.GetElapsedTime(start), Process.GetCurrentProcess().TotalProcessorTime - cpu, _requests);
    }

    private static async Task RunOnceAsync(IServiceProvider services, string name)
    {
        var creating = await services.GetRequiredService<ISnapshotManager>().CreateAsync(new CreateSnapshotRequest { Vm = "path:/DC0/vm/stopped", Name = name });
        var snapshot = await creating.WaitForCompletionAsync();
        var making = await services.GetRequiredService<IVmFactory>().CreateAsync(
            new CreateVmRequest { Snapshot = snapshot.Id, Name = $"{name}-vm", Cpus = 2, MemoryMiB = 1024, PowerOn = true });
        await making.WaitForCompletionAsync();
    }

    private static void Report(string what, int runs, (TimeSpan Elapsed, TimeSpan Cpu, int Requests) measured) => Console.WriteLine(
        $"{what}: {runs / measured.Elapsed.TotalSeconds:0.0} runs/s, {measured.Requests / (double)runs:0.0} SOAP requests and {measured.Cpu.TotalMilliseconds / runs:0.0} ms CPU per run");

    private static MeterListener CountRequests()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument is { Meter.Name: "VmSnapshot.Vim25", Name: "vim25.client.request.duration" })
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => Interlocked.Increment(ref _requests));
        listener.Start();
        return listener;
    }
}
