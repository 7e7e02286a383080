using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Polly;
using Polly.CircuitBreaker;
using Polly.Registry;
using Polly.Retry;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.VSphere;
using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.Tests;

/// <summary>The host's pipelines in place of the SDK's own, and what goes through them.</summary>
public sealed class PipelineTests
{
    private const string Watch = nameof(IVSphereGateway.WatchTaskAsync);
    private const string Read = nameof(IVSphereGateway.ReadTaskAsync);

    [Fact]
    public async Task A_pipeline_of_that_name_repeats_what_waiting_for_a_task_reads()
    {
        await using var world = new World(configure: o => o.TaskReadRetries = 0, register: With(VmSnapshotPipelines.TaskWaiting, Eager));
        for (var i = 0; i < 7; i++)
        {
            world.VCenter.FailNext(Watch, Faults.Passing);
        }

        await world.SnapshotAsync();

        world.VCenter.Calls.Where(c => c is Watch or Read).Should().Equal(Enumerable.Repeat(Watch, 8));
    }

    [Fact]
    public async Task Tasks_are_asked_for_at_the_interval_of_the_options_whatever_the_pipeline()
    {
        var clock = new FakeTimeProvider();
        await using var world = new World(clock, o => o.TaskPollingInterval = World.CloneDuration / 3, With(VmSnapshotPipelines.TaskWaiting, Eager));
        for (var i = 0; i < 10; i++)
        {
            world.VCenter.FailNext(Watch, new VCenterFault { Name = "NotSupported" });
        }

        var info = await world.Snapshots.ExtractVmInfoAsync(new() { Vm = "db-1", Name = "s" });
        await clock.RunAsync(world.Snapshots.CloneToTemplateAsync(info));

        world.VCenter.Calls.Count(c => c == Read).Should().BeInRange(3, 5);
    }

    [Fact]
    public async Task What_the_pipeline_refuses_is_an_error_of_the_SDK()
    {
        await using var world = new World(register: With(
            VmSnapshotPipelines.TaskWaiting,
            b => b.AddCircuitBreaker(new CircuitBreakerStrategyOptions { ManualControl = new CircuitBreakerManualControl(isIsolated: true) })));

        var snapshot = () => world.SnapshotAsync();

        var error = (await snapshot.Should().ThrowAsync<VmSnapshotException>()).Which;
        error.Message.Should().Contain(VmSnapshotPipelines.TaskWaiting);
        world.VCenter.Calls.Should().NotContain(Watch).And.NotContain(Read);
    }

    [Fact]
    public async Task Readings_go_through_the_pipelines_and_mutations_through_none()
    {
        var depth = new AsyncLocal<string?>();
        var sent = new List<(string Operation, string? Within)>();
        var registry = new ResiliencePipelineRegistry<string>();
        foreach (var name in new[] { VmSnapshotPipelines.Reads, VmSnapshotPipelines.TaskWaiting, VmSnapshotPipelines.StoreWrites })
        {
            registry.TryAddBuilder(name, (builder, _) => builder.AddStrategy(_ => new Marking(depth, name)));
        }

        await using var world = new World(register: services =>
        {
            services.AddSingleton<ResiliencePipelineProvider<string>>(registry);
            services.AddOptions<VSphereOptions>().PostConfigure(o =>
            {
                var connect = o.CreateTransport!;
                o.CreateTransport = () => new Observed(connect(), operation =>
                {
                    lock (sent)
                    {
                        sent.Add((operation, depth.Value));
                    }
                });
            });
        });
        await world.SnapshotAsync(kind: SnapshotKind.Linked);
        await world.CreateAsync(new CreateVmRequest { Snapshot = "golden", Name = "web", Cpus = 2, Guest = new LinuxGuest { HostName = "web" }, PowerOn = true });
        world.VCenter.FailNextTask(nameof(IVSphereGateway.StartReconfigureAsync), new NoDiskSpace { File = "web.vmdk", Datastore = "datastore1" });
        var broken = () => world.CreateAsync(new CreateVmRequest { Snapshot = "golden", Name = "broken", Cpus = 2 });
        await broken.Should().ThrowAsync<VmSnapshotException>("so that it is destroyed");

        var mutations = sent.Where(call => IsMutation(call.Operation)).ToList();
        mutations.Select(call => call.Operation).Distinct().Should().BeEquivalentTo(
            "CreateSnapshot_Task", "CloneVM_Task", "MarkAsTemplate", "ReconfigVM_Task", "CustomizeVM_Task", "PowerOnVM_Task", "Destroy_Task");
        mutations.Should().OnlyContain(call => call.Within == null);
        sent.Where(call => call.Operation == "RetrievePropertiesEx").Should().NotBeEmpty().And.OnlyContain(call => call.Within == VmSnapshotPipelines.Reads);
        sent.Where(call => call.Operation == "WaitForUpdatesEx").Should().NotBeEmpty().And.OnlyContain(call => call.Within == VmSnapshotPipelines.TaskWaiting);
    }

    private static bool IsMutation(string operation) =>
        operation.EndsWith("_Task", StringComparison.Ordinal) || operation is "MarkAsTemplate" or "CancelTask";

    private static Action<IServiceCollection> With(string name, Action<ResiliencePipelineBuilder> build)
    {
        var registry = new ResiliencePipelineRegistry<string>();
        registry.TryAddBuilder(name, (builder, _) => build(builder));
        return services => services.AddSingleton<ResiliencePipelineProvider<string>>(registry);
    }

    /// <summary>Repeats whatever fails, at once.</summary>
    private static void Eager(ResiliencePipelineBuilder builder) =>
        builder.AddRetry(new RetryStrategyOptions { MaxRetryAttempts = 9, Delay = TimeSpan.Zero });

    /// <summary>Lets whoever is called within it know the innermost pipeline's name.</summary>
    private sealed class Marking(AsyncLocal<string?> within, string name) : ResilienceStrategy
    {
        protected override async ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
            Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
        {
            within.Value = name;
            return await callback(context, state);
        }
    }

    private sealed class Observed(IVimTransport inner, Action<string> onSend) : IVimTransport
    {
        public Task<object?> InvokeAsync(VimRequestType request, string apiVersion, CancellationToken cancellationToken)
        {
            onSend(request.Operation);
            return inner.InvokeAsync(request, apiVersion, cancellationToken);
        }

        public Task<IReadOnlyList<string>> GetVersionsAsync(CancellationToken cancellationToken) => inner.GetVersionsAsync(cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
