using Microsoft.Extensions.DependencyInjection;
using Polly;
using Polly.CircuitBreaker;
using Polly.Registry;
using Polly.Retry;
using VmSnapshot.Sdk.VSphere.Tests.Support;

namespace VmSnapshot.Sdk.VSphere.Tests;

/// <summary>The pipeline of the host in place of the gateway's own.</summary>
public sealed class ReadPipelineTests
{
    private const string NoVm = "11111111-2222-4333-8444-555555555555";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pipeline_of_that_name_repeats_what_is_read()
    {
        await using var vcenter = new SimulatedVCenter(register: With(VmSnapshotPipelines.Reads, Eager));
        vcenter.Simulator.Faults.On("FindByUuid").Times(4).LoseReply();

        var found = await vcenter.Gateway.FindVmsAsync(new VmReference(VmReferenceKind.InstanceUuid, NoVm), Stop);

        found.Should().BeEmpty();
        vcenter.Sent("FindByUuid").Should().Be(5, "the host's pipeline makes ten attempts, and the gateway's own would make one here");
    }

    [Fact]
    public async Task Pipelines_of_other_names_are_let_be()
    {
        await using var vcenter = new SimulatedVCenter(register: With(VmSnapshotPipelines.TaskWaiting, Eager));
        vcenter.Simulator.Faults.On("FindByUuid").LoseReply();

        var find = () => vcenter.Gateway.FindVmsAsync(new VmReference(VmReferenceKind.InstanceUuid, NoVm), Stop);

        await find.Should().ThrowAsync<VmSnapshotException>();
        vcenter.Sent("FindByUuid").Should().Be(1);
    }

    [Fact]
    public async Task What_a_pipeline_refuses_is_an_error_of_the_SDK_and_sends_nothing()
    {
        await using var vcenter = new SimulatedVCenter(register: With(
            VmSnapshotPipelines.Reads, b => b.AddCircuitBreaker(new CircuitBreakerStrategyOptions { ManualControl = new CircuitBreakerManualControl(isIsolated: true) })));

        var find = () => vcenter.Gateway.FindVmsAsync(new VmReference(VmReferenceKind.InstanceUuid, NoVm), Stop);

        var error = (await find.Should().ThrowAsync<VmSnapshotException>()).Which;
        error.Code.Should().Be(VmSnapshotErrorCodes.VCenterUnreachable);
        error.IsTransient.Should().BeTrue();
        error.Message.Should().Contain(VmSnapshotPipelines.Reads);
        error.InnerException.Should().BeAssignableTo<ExecutionRejectedException>();
        vcenter.Sent("FindByUuid").Should().Be(0);
    }

    [Fact]
    public async Task No_mutation_goes_through_any_pipeline()
    {
        foreach (var operation in Mutations.All.Keys)
        {
            await using var vcenter = new SimulatedVCenter(register: services =>
            {
                var registry = new ResiliencePipelineRegistry<string>();
                foreach (var name in new[] { VmSnapshotPipelines.Reads, VmSnapshotPipelines.TaskWaiting, VmSnapshotPipelines.StoreWrites })
                {
                    registry.TryAddBuilder(name, (builder, _) => Eager(builder)).Should().BeTrue();
                }

                services.AddSingleton<ResiliencePipelineProvider<string>>(registry);
            });
            vcenter.Simulator.Faults.On(operation).Always().DropRequest();
            var mutate = () => Mutations.All[operation].Call(vcenter);

            await mutate.Should().ThrowAsync<VmSnapshotException>(operation);

            vcenter.Sent(operation).Should().Be(1, "{0} is sent once", operation);
        }
    }

    private static Action<IServiceCollection> With(string name, Action<ResiliencePipelineBuilder> build)
    {
        var registry = new ResiliencePipelineRegistry<string>();
        registry.TryAddBuilder(name, (builder, _) => build(builder));
        return services => services.AddSingleton<ResiliencePipelineProvider<string>>(registry);
    }

    /// <summary>Repeats whatever fails, at once.</summary>
    private static void Eager(ResiliencePipelineBuilder builder) =>
        builder.AddRetry(new RetryStrategyOptions { MaxRetryAttempts = 9, Delay = TimeSpan.Zero });
}
