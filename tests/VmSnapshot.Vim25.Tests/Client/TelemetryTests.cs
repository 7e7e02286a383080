using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using VmSnapshot.Vim25.Tests.Support;

namespace VmSnapshot.Vim25.Tests.Client;

public class TelemetryTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_call_is_one_measurement_in_seconds_with_its_method()
    {
        await using var server = LoopbackServer.Answering(Soap.Envelope("<SessionIsActiveResponse xmlns=\"urn:vim25\"><returnval>true</returnval></SessionIsActiveResponse>"));
        using var recorded = new Recorder("SessionIsActive");
        await using VimClient client = server.Client();

        await client.SessionIsActiveAsync(new("SessionManager", "SessionManager"), "key", "user", Stop);
        await client.SessionIsActiveAsync(new("SessionManager", "SessionManager"), "key", "user", Stop);

        recorded.Durations.Should().HaveCount(2).And.OnlyContain(seconds => seconds > 0 && seconds < 30);
        recorded.Unit.Should().Be("s");
        Activity activity = recorded.Activities.First();
        activity.Kind.Should().Be(ActivityKind.Client);
        activity.GetTagItem("rpc.system").Should().Be("vim25");
        activity.GetTagItem("rpc.method").Should().Be("SessionIsActive");
        activity.GetTagItem("server.address").Should().Be("127.0.0.1");
        activity.GetTagItem("server.port").Should().Be(server.Port);
        activity.GetTagItem("error.type").Should().BeNull();
    }

    [Fact]
    public async Task A_failed_call_says_how_it_failed_and_nothing_it_carried()
    {
        await using var server = LoopbackServer.Answering(Soap.Fault("s3cret", "<InvalidLoginFault xmlns=\"urn:vim25\" xsi:type=\"InvalidLogin\"/>"), status: 500);
        using var recorded = new Recorder("Login");
        await using VimClient client = server.Client();

        Func<Task> login = () => client.LoginAsync(new("SessionManager", "SessionManager"), "user", "s3cret", cancellationToken: Stop);

        await login.Should().ThrowAsync<VimFaultException>();
        recorded.Errors.Should().Equal("InvalidLogin");
        Activity activity = recorded.Activities.Should().ContainSingle().Subject;
        activity.Status.Should().Be(ActivityStatusCode.Error);
        activity.GetTagItem("error.type").Should().Be("InvalidLogin");
        activity.TagObjects.Select(tag => tag.Value?.ToString()).Append(activity.DisplayName).Append(activity.StatusDescription).Should().NotContain(text => text != null && text.Contains("s3cret"));
        recorded.Tags.Should().NotContain(tag => tag.Contains("s3cret"));
    }

    [Fact]
    public async Task A_transport_error_is_named_by_its_kind()
    {
        await using var server = LoopbackServer.Answering("", 503, "text/html");
        using var recorded = new Recorder("Logout");
        await using VimClient client = server.Client();

        await client.Invoking(it => it.LogoutAsync(new("SessionManager", "SessionManager"), Stop)).Should().ThrowAsync<VimTransportException>();

        recorded.Errors.Should().Equal("ServerBusy");
    }

    /// <summary>Listens for one method, so that tests beside this one aren't counted.</summary>
    private sealed class Recorder : IDisposable
    {
        private readonly MeterListener _meters = new();
        private readonly ActivityListener _activities;

        internal Recorder(string method)
        {
            _meters.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "VmSnapshot.Vim25" && instrument.Name == "vim25.client.request.duration")
                {
                    Unit = instrument.Unit;
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _meters.SetMeasurementEventCallback<double>((_, value, tags, _) =>
            {
                if (tags.ToArray().Contains(new("rpc.method", method)))
                {
                    Durations.Enqueue(value);
                    foreach (KeyValuePair<string, object?> tag in tags)
                    {
                        Tags.Enqueue($"{tag.Key}={tag.Value}");
                        if (tag.Key == "error.type")
                        {
                            Errors.Enqueue((string)tag.Value!);
                        }
                    }
                }
            });
            _meters.Start();
            _activities = new ActivityListener
            {
                ShouldListenTo = source => source.Name == "VmSnapshot.Vim25",
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = activity =>
                {
                    if (activity.GetTagItem("rpc.method") as string == method)
                    {
                        Activities.Enqueue(activity);
                    }
                },
            };
            ActivitySource.AddActivityListener(_activities);
        }

        internal string? Unit { get; private set; }

        internal ConcurrentQueue<double> Durations { get; } = new();

        internal ConcurrentQueue<string> Errors { get; } = new();

        internal ConcurrentQueue<string> Tags { get; } = new();

        internal ConcurrentQueue<Activity> Activities { get; } = new();

        public void Dispose()
        {
            _meters.Dispose();
            _activities.Dispose();
        }
    }
}
