using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace VmSnapshot.Vim25.Diagnostics;

/// <summary>The traces and measurements of calls. Neither holds anything of what a call carries.</summary>
internal static class VimTelemetry
{
    internal const string Name = "VmSnapshot.Vim25";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "vim25.client.request.duration", "s", "How long calls to a vim25 service take, from the first byte sent to the answer read.");

    internal static Activity? Start(string operation, Uri endpoint)
    {
        Activity? activity = Source.StartActivity(operation, ActivityKind.Client);
        activity?.SetTag("rpc.system", "vim25");
        activity?.SetTag("rpc.method", operation);
        activity?.SetTag("server.address", endpoint.Host);
        activity?.SetTag("server.port", endpoint.Port);
        return activity;
    }

    /// <summary>Ends the measurement of a call; <paramref name="error"/> is null when it succeeded.</summary>
    internal static void Stop(Activity? activity, string operation, Uri endpoint, TimeSpan elapsed, string? error)
    {
        var tags = new TagList
        {
            { "rpc.system", "vim25" },
            { "rpc.method", operation },
            { "server.address", endpoint.Host },
            { "server.port", endpoint.Port },
        };
        if (error is not null)
        {
            tags.Add("error.type", error);
            activity?.SetTag("error.type", error);
            activity?.SetStatus(ActivityStatusCode.Error);
        }

        Duration.Record(elapsed.TotalSeconds, tags);
    }
}
