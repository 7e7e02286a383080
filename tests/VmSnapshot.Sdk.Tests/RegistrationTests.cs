using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.Storage;
using VmSnapshot.Sdk.Testing;

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
    public void Adding_the_sdk_again_keeps_the_gateway_and_the_store_that_were_chosen()
    {
        var services = new ServiceCollection();
        services.AddVmSnapshot().UseSimulatedVSphere().UseInMemoryStore();

        services.AddVmSnapshot();

        using var provider = services.BuildServiceProvider();
        provider.GetRequiredService<IVSphereGateway>().Should().BeSameAs(provider.GetRequiredService<SimulatedVSphere>());
        provider.GetRequiredService<ISnapshotStore>().Should().BeOfType<InMemorySnapshotStore>();
    }

    [Fact]
    public void A_simulated_vcenter_that_is_registered_already_is_used()
    {
        var mine = new SimulatedVSphere();
        var services = new ServiceCollection();
        services.AddSingleton(mine);
        services.AddVmSnapshot().UseSimulatedVSphere();

        using var provider = services.BuildServiceProvider();

        provider.GetRequiredService<IVSphereGateway>().Should().BeSameAs(mine);
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
        });

        var resolve = provider.GetRequiredService<IVmFactory>;

        resolve.Should().Throw<OptionsValidationException>().Which.Failures.Should().HaveCount(5);
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

    private static ServiceProvider Provider(Action<VmSnapshotOptions> configure) =>
        new ServiceCollection().AddVmSnapshot(configure).UseSimulatedVSphere().UseInMemoryStore().Services.BuildServiceProvider();
}
