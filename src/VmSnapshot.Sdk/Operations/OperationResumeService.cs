using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace VmSnapshot.Sdk.Operations;

/// <summary>
/// Takes up operations that nobody works on, at the host's start and when a lease runs out, and removes late arrivals. Gateway and store are
/// asked for when it runs, not when the host starts: a host without them says so where they are used.
/// </summary>
internal sealed partial class OperationResumeService(
    IServiceProvider services, IOptions<VmSnapshotOptions> options, TimeProvider timeProvider, ILogger<OperationResumeService> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.ResumeInBackground)
        {
            return;
        }

        using var timer = new PeriodicTimer(options.Value.ResumeInterval, timeProvider);
        long? reaped = null;
        do
        {
            try
            {
                var runner = services.GetRequiredService<OperationRunner>();
                foreach (var operationId in await runner.FindResumableAsync(cancellationToken: stoppingToken).ConfigureAwait(false))
                {
                    await runner.TakeUpAsync(operationId, stoppingToken).ConfigureAwait(false);
                }

                if (reaped is not { } last || timeProvider.GetElapsedTime(last) >= options.Value.ReapInterval)
                {
                    reaped = timeProvider.GetTimestamp();
                    await runner.ReapAsync(dryRun: false, stoppingToken).ConfigureAwait(false);
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // The store or vCenter may be away for a while; the host goes on without.
                LogFailed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Looking for operations to resume failed; it is tried again")]
    private partial void LogFailed(Exception exception);
}
