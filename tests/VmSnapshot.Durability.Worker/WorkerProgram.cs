using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using VmSnapshot.Sdk.VSphere;

namespace VmSnapshot.Durability.Worker;

/// <summary>
/// One instance of a portal: begins what is on its work list, takes up what others left lying, and ends when all of the list has ended.
/// </summary>
internal static class WorkerProgram
{
    private static async Task<int> Main()
    {
        var settings = WorkerSettings.Read();
        var items = WorkItem.Read(await File.ReadAllTextAsync(settings.WorkList).ConfigureAwait(false));
        using var telling = Telling.Begin();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.SetMinimumLevel(LogLevel.Debug)
            .AddSimpleConsole(console => console.SingleLine = true)
            .Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        settings.UseStore(builder.Services
            .AddVmSnapshot(options =>
            {
                options.LeaseDuration = settings.Lease;
                options.ResumeInterval = TimeSpan.FromMilliseconds(100);
                options.ReapInterval = TimeSpan.FromSeconds(1);
                options.OperationPollingInterval = TimeSpan.FromMilliseconds(100);
                options.TaskPollingInterval = TimeSpan.FromMilliseconds(100);
                options.Actor = "portal";
            })
            .UseVSphere(vsphere => (vsphere.Endpoint, vsphere.CallTimeout) = (settings.VCenter, settings.CallTimeout))
            .UseCredentials(_ => new(new VSphereCredential(settings.UserName, settings.Password))));
        using var host = builder.Build();
        await host.StartAsync().ConfigureAwait(false);
        var stop = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        var user = ActivatorUtilities.CreateInstance<PortalUser>(host.Services);
        await Task.WhenAll(items.Select(item => user.WaitForAsync(item, stop))).ConfigureAwait(false);
        await host.StopAsync(CancellationToken.None).ConfigureAwait(false);
        await Console.Out.WriteLineAsync(new WorkerReport(WorkerReport.Finished, string.Empty, null, null).ToString()).ConfigureAwait(false);
        return 0;
    }
}
