using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.Tests;

/// <summary>One span and one duration for every step, under the package's name.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public async Task Every_step_has_a_span_with_the_operations_id()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = Listen(spans);
        await using var world = new World();

        var taken = await world.Snapshots.CreateAsync(new() { Vm = "golden-debian", Name = "golden" });
        await taken.WaitForCompletionAsync();
        var made = await world.Machines.CreateAsync(new() { Snapshot = "golden", Name = "copy" });
        await made.WaitForCompletionAsync();

        Of(spans, taken.Id).Should().Equal("ExtractVmInfo", "CloneToTemplate", "RecordSnapshot");
        Of(spans, made.Id).Should().Equal("PrepareVm", "DeployVm", "ConfigureVm");
        spans.Where(s => Id(s) == taken.Id).Should().OnlyContain(s => s.Status == ActivityStatusCode.Unset && s.Source.Version != null);
    }

    [Fact]
    public async Task A_step_that_fails_says_so_in_its_span()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = Listen(spans);
        await using var world = new World();
        var info = await world.Snapshots.ExtractVmInfoAsync(new() { Vm = "golden-debian", Name = "golden" });
        world.VCenter.FailNext(nameof(IVSphereGateway.StartCloneAsync), Faults.Fatal);

        await FluentActions.Awaiting(() => world.Snapshots.CloneToTemplateAsync(info)).Should().ThrowAsync<VmSnapshotException>();

        var span = spans.Single(s => Id(s) == info.OperationId && s.OperationName == "CloneToTemplate");
        span.Status.Should().Be(ActivityStatusCode.Error);
        span.GetTagItem("error.type").Should().Be(VmSnapshotErrorCodes.VCenterFault);
    }

    [Fact]
    public async Task Every_step_has_its_duration_in_seconds()
    {
        var measured = new ConcurrentQueue<(string Step, double Seconds, string? Error)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument is { Meter.Name: "VmSnapshot.Sdk", Name: "vmsnapshot.step.duration", Unit: "s" })
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, value, tags, _) =>
        {
            var all = tags.ToArray().ToDictionary();
            measured.Enqueue(((string)all["vmsnapshot.step"]!, value, all.GetValueOrDefault("error.type") as string));
        });
        listener.Start();
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        await using var world = new World(clock, cloneDuration: TimeSpan.FromMinutes(17));

        // A time by the fake clock that no other test takes tells this test's measurements from those of tests that run beside it.
        var info = await world.Snapshots.ExtractVmInfoAsync(new() { Vm = "golden-debian", Name = "golden" });
        var clone = world.Snapshots.CloneToTemplateAsync(info);
        await clock.RunAsync(clone, TimeSpan.FromSeconds(20));

        measured.Should().Contain(m => m.Step == "CloneToTemplate" && m.Seconds >= 1020 && m.Seconds < 1200 && m.Error == null);
        measured.Should().Contain(m => m.Step == "ExtractVmInfo");
    }

    private static ActivityListener Listen(ConcurrentQueue<Activity> spans)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "VmSnapshot.Sdk",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static string? Id(Activity span) => span.GetTagItem("vmsnapshot.operation.id") as string;

    private static IEnumerable<string> Of(IEnumerable<Activity> spans, string operationId) =>
        spans.Where(s => Id(s) == operationId).Select(s => s.OperationName);
}
