using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.Storage;
using VmSnapshot.Sdk.VSphere;
using VmSnapshot.Simulator;

namespace VmSnapshot.Sdk.Tests;

public sealed class RegistrationTests
{
    [Fact]
    public void Adding_the_sdk_twice_adds_every_service_once()
    {
        var services = new ServiceCollection();
        services.AddVmSnapshot().UseSimulatedVSphere().UseInMemoryStore();
        var once = services.Where(IsOurs).Select(s => (s.ServiceType, s.ImplementationType)).ToList();

        services.AddVmSnapshot().UseSimulatedVSphere().UseInMemoryStore();

        services.Where(IsOurs).Select(s => (s.ServiceType, s.ImplementationType)).Should().BeEquivalentTo(once);
        once.Should().OnlyHaveUniqueItems();

        static bool IsOurs(ServiceDescriptor service) => service.ServiceType.Namespace!.StartsWith("VmSnapshot", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Adding_the_sdk_again_keeps_the_gateway_and_the_store_that_were_chosen()
    {
        var services = new ServiceCollection();
        services.AddVmSnapshot().UseSimulatedVSphere().UseInMemoryStore();

        services.AddVmSnapshot();

        await using var provider = services.BuildServiceProvider();
        (await provider.GetRequiredService<IVSphereGateway>().ConnectAsync()).InstanceUuid.Should().NotBeEmpty();
        provider.GetRequiredService<VCenterSimulator>().Calls.Of("Login").Should().ContainSingle();
        provider.GetRequiredService<ISnapshotStore>().Should().BeOfType<InMemorySnapshotStore>();
    }

    [Fact]
    public async Task A_simulated_vcenter_that_is_registered_already_is_used()
    {
        var mine = new VCenterSimulator();
        var services = new ServiceCollection();
        services.AddSingleton(mine);
        services.AddVmSnapshot().UseSimulatedVSphere();

        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<IVSphereGateway>().ConnectAsync();

        mine.Calls.Of("Login").Should().ContainSingle();
    }

    [Theory]
    [InlineData(false, true, "UseVSphere")]
    [InlineData(true, false, "UseSqlite")]
    public void What_is_missing_is_named_with_the_call_that_adds_it(bool withGateway, bool withStore, string call)
    {
        var builder = new ServiceCollection().AddVmSnapshot();
        _ = withGateway ? builder.UseSimulatedVSphere() : builder;
        _ = withStore ? builder.UseInMemoryStore() : builder;
        using var provider = builder.Services.BuildServiceProvider();

        var resolve = provider.GetRequiredService<ISnapshotManager>;

        resolve.Should().Throw<InvalidOperationException>().WithMessage($"*{call}*");
    }

    [Fact]
    public void Every_wrong_option_is_named()
    {
        using var provider = Provider(o =>
        {
            o.Tenant = " ";
            o.MaxParallelVms = 0;
            o.TaskTimeout = TimeSpan.Zero;
            o.TaskPollingInterval = TimeSpan.FromSeconds(-1);
            o.TaskReadRetries = -1;
            o.Actor = "";
            o.ResumeInterval = TimeSpan.Zero;
            o.LeaseDuration = TimeSpan.FromMilliseconds(999);
            o.OperationPollingInterval = TimeSpan.FromDays(2);
            o.LateArrivalWatch = TimeSpan.Zero;
            o.ReapInterval = TimeSpan.FromSeconds(-1);
        });

        var resolve = provider.GetRequiredService<IVmFactory>;

        var failures = resolve.Should().Throw<OptionsValidationException>().Which.Failures.ToList();
        string[] wrong =
        [
            "Tenant", "MaxParallelVms", "TaskTimeout", "TaskPollingInterval", "TaskReadRetries",
            "Actor", "ResumeInterval", "LeaseDuration", "OperationPollingInterval", "LateArrivalWatch", "ReapInterval",
        ];
        failures.Should().HaveCount(wrong.Length);
        foreach (var property in wrong)
        {
            failures.Should().ContainSingle(f => f.Contains($"VmSnapshotOptions.{property} "));
        }
    }

    [Theory]
    [InlineData(0.001, 1)]
    [InlineData(86400 * 30, 86400)]
    public void Every_time_that_the_options_take_works(double timeoutSeconds, double pollingSeconds)
    {
        using var provider = Provider(o =>
        {
            o.TaskTimeout = TimeSpan.FromSeconds(timeoutSeconds);
            o.TaskPollingInterval = TimeSpan.FromSeconds(pollingSeconds);
        });

        var resolve = provider.GetRequiredService<IVmFactory>;

        resolve.Should().NotThrow();
    }

    [Theory]
    [InlineData(86400 * 31, 1)]
    [InlineData(60, 86401)]
    public void Times_beyond_what_timers_take_are_refused_by_name(double timeoutSeconds, double pollingSeconds)
    {
        using var provider = Provider(o =>
        {
            o.TaskTimeout = TimeSpan.FromSeconds(timeoutSeconds);
            o.TaskPollingInterval = TimeSpan.FromSeconds(pollingSeconds);
        });

        var resolve = provider.GetRequiredService<IVmFactory>;

        resolve.Should().Throw<OptionsValidationException>().Which.Failures.Should().ContainSingle();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_hosts_logging_works_whichever_is_added_first(bool sdkFirst)
    {
        using var log = new RecordingLog();
        var services = new ServiceCollection();
        Action[] registrations = [() => AddSdk(services), () => services.AddLogging(l => l.AddProvider(log))];
        foreach (var register in sdkFirst ? registrations : registrations.Reverse())
        {
            register();
        }

        await using var provider = services.BuildServiceProvider();
        provider.GetRequiredService<ISnapshotManager>();
        provider.GetRequiredService<ILogger<RegistrationTests>>().Log(LogLevel.Information, default, "the host's own", null, (line, _) => line);

        log.Lines.Should().Contain("the host's own");
        log.Categories.Should().Contain(c => c.StartsWith("VmSnapshot.Sdk.Workflow.", StringComparison.Ordinal))
            .And.Contain(c => c.StartsWith("VmSnapshot.Sdk.VSphere.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_host_without_logging_needs_none()
    {
        var services = new ServiceCollection();
        AddSdk(services);

        await using var provider = services.BuildServiceProvider();

        provider.GetRequiredService<ISnapshotManager>().Should().NotBeNull();
        provider.GetRequiredService<IVmFactory>().Should().NotBeNull();
        services.Should().NotContain(s => s.ServiceType == typeof(ILogger<>));
    }

    [Fact]
    public async Task The_vcenters_address_is_asked_for_at_the_start_only_where_it_is_used()
    {
        var services = new ServiceCollection();
        var builder = services.AddVmSnapshot().UseVSphere(_ => { });
        await using var real = services.BuildServiceProvider();

        FluentActions.Invoking(real.GetRequiredService<IStartupValidator>().Validate).Should().Throw<OptionsValidationException>().WithMessage("*Endpoint*");

        builder.UseSimulatedVSphere();
        await using var simulated = services.BuildServiceProvider();
        FluentActions.Invoking(simulated.GetRequiredService<IStartupValidator>().Validate).Should().NotThrow();

        builder.UseVSphere(o => o.Endpoint = new Uri("https://vcenter.example/sdk"));
        await using var again = services.BuildServiceProvider();
        FluentActions.Invoking(again.GetRequiredService<IStartupValidator>().Validate).Should().NotThrow();
    }

    private static void AddSdk(IServiceCollection services) => services.AddVmSnapshot()
        .UseVSphere(o => o.Endpoint = new Uri("https://vcenter.example/sdk"))
        .UseCredentials(_ => new(new VSphereCredential("user", "password")))
        .UseSqlite("never-opened.db");

    private sealed class RecordingLog : ILoggerProvider, ILogger
    {
        public List<string> Categories { get; } = [];

        public List<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName)
        {
            Categories.Add(categoryName);
            return this;
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));

        public void Dispose()
        {
        }
    }

    private static ServiceProvider Provider(Action<VmSnapshotOptions> configure) =>
        new ServiceCollection().AddVmSnapshot(configure).UseSimulatedVSphere().UseInMemoryStore().Services.BuildServiceProvider();
}
