using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace VmSnapshot.Sdk.Operations;

/// <summary>
/// Takes up operations that nobody works on, at the host's start and when a lease runs out, and, beside that, removes late arrivals. Gives all
/// leases back when the host stops. Gateway and store are asked for when it runs, not when the host starts: a host without them says so
/// where they are used.
/// </summary>
internal sealed partial class OperationResumeService(
    IServiceProvider services, IOptions<VmSnapshotOptions> options, TimeProvider timeProvider, ILogger<OperationResumeService> logger) : BackgroundService
{
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await services.GetRequiredService<OperationRunner>().DisposeAsync().AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidOperationException e)
        {
            // A host without gateway or store has nothing to give back.
            LogFailed(e);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => options.Value.ResumeInBackground
        ? Task.WhenAll(
            RepeatAsync(options.Value.ResumeInterval, (runner, token) => runner.TakeUpAllAsync(token), stoppingToken),
            RepeatAsync(options.Value.ReapInterval, (runner, token) => runner.ReapAsync(dryRun: false, token), stoppingToken))
        : Task.CompletedTask;

    private async Task RepeatAsync(TimeSpan interval, Func<OperationRunner, CancellationToken, Task> work, CancellationToken stoppingToken)
    {
        // A store may answer at once, and the host waits for the start of all its services.
        await Task.Yield();
        using var timer = new PeriodicTimer(interval, timeProvider);
        do
        {
            try
            {
                await work(services.GetRequiredService<OperationRunner>(), stoppingToken).ConfigureAwait(false);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // The store or vCenter may be away for a while; the host goes on without.
                LogFailed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Looking for operations to resume, or for late arrivals, failed; it is tried again")]
    private partial void LogFailed(Exception exception);
}
