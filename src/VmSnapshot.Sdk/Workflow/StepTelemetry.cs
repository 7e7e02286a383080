using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;

namespace VmSnapshot.Sdk.Workflow;

/// <summary>One span and one duration for every step, under the package's name.</summary>
internal static class StepTelemetry
{
    private const string Name = "VmSnapshot.Sdk";
    private static readonly string? Version = typeof(StepTelemetry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
    private static readonly ActivitySource Source = new(Name, Version);
    private static readonly Meter Meter = new(Name, Version);
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "vmsnapshot.step.duration", "s", "How long each of the six steps took.");

    public static async Task<T> RunAsync<T>(string step, string? operationId, TimeProvider timeProvider, Func<Task<T>> run)
    {
        using var activity = Source.StartActivity(step);
        activity?.SetTag("vmsnapshot.operation.id", operationId);
        var start = timeProvider.GetTimestamp();
        string? error = null;
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            error = e switch
            {
                VmSnapshotException known => known.Code,
                OperationCanceledException => VmSnapshotErrorCodes.Cancelled,
                _ => e.GetType().FullName,
            };
            activity?.SetTag("error.type", error);
            activity?.SetStatus(ActivityStatusCode.Error);
            throw;
        }
        finally
        {
            var tags = new TagList { { "vmsnapshot.step", step } };
            if (error is not null)
            {
                tags.Add("error.type", error);
            }

            Duration.Record(timeProvider.GetElapsedTime(start).TotalSeconds, tags);
        }
    }
}
