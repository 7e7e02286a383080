using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Benchmarks;

/// <summary>
/// Lists VMs through <see cref="IVSphereGateway.ListVmsAsync"/> without keeping them, and prints as a table's row what
/// memory that took. A process for each size: a peak can't be taken back.
/// </summary>
internal static class PagedReading
{
    private const int Page = 500;

    public static async Task RunAsync(int vms)
    {
        using var server = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [typeof(PagedReading).Assembly.Location, "paging-server", vms.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var endpoint = new Uri((await server.StandardOutput.ReadLineAsync())!);
        await using (var services = SdkUnderTest.Create(endpoint, "unused.db"))
        {
            var gateway = services.GetRequiredService<IVSphereGateway>();
            // First as a program would; then with a collection at each look, which shows what is in use and what is only not yet freed.
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var started = Stopwatch.GetTimestamp();
            var heap = await ListAsync(gateway, vms, collect: false);
            var elapsed = Stopwatch.GetElapsedTime(started);
            using var self = Process.GetCurrentProcess();
            var process = self.PeakWorkingSet64;
            var live = await ListAsync(gateway, vms, collect: true);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {vms} | {MiB(live - before)} | {MiB(heap - before)} | {MiB(process)} | {elapsed.TotalSeconds:0.00} s |"));
        }

        server.StandardInput.Close();
        await server.WaitForExitAsync();
    }

    private static async Task<long> ListAsync(IVSphereGateway gateway, int vms, bool collect)
    {
        long most = 0;
        var count = 0;
        await foreach (var _ in gateway.ListVmsAsync(null))
        {
            // At the first VM of each page the whole page is there.
            if (count++ % Page == 0)
            {
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: collect));
            }
        }

        return count == vms ? most : throw new InvalidOperationException($"{count} VMs came instead of {vms}.");
    }

    private static string MiB(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.0} MiB");
}
