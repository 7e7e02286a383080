using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.VSphere.Tests.Support;
using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.VSphere.Tests;

/// <summary>A mutation is sent once, whatever happens, and its error says whether vCenter may have done it.</summary>
public sealed class MutationTests
{
    private static readonly MoRef Vm = new("VirtualMachine", "vm-42");

    public static TheoryData<string> Operations => Mutations.Operations;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_mutation_of_the_port_is_tested_here()
    {
        var mutations = typeof(IVSphereGateway).GetMethods().Select(m => m.Name)
            .Where(name => name.StartsWith("Start", StringComparison.Ordinal) || name.StartsWith("Mark", StringComparison.Ordinal) || name.StartsWith("Cancel", StringComparison.Ordinal));

        Mutations.All.Values.Select(mutation => mutation.Method).Should().BeEquivalentTo(mutations);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task One_that_is_refused_because_the_session_has_ended_may_be_sent_again_by_its_caller(string operation)
    {
        await using var vcenter = new SimulatedVCenter();
        vcenter.Simulator.Faults.On(operation).ExpireSession();
        var mutate = () => Mutations.All[operation].Call(vcenter);

        var error = (await mutate.Should().ThrowAsync<VmSnapshotException>()).Which;
        var sentBefore = vcenter.Sent(operation);
        await mutate();

        error.Fault!.Is("NotAuthenticated").Should().BeTrue();
        error.IsTransient.Should().BeTrue();
        error.MayHaveBeenExecuted.Should().BeFalse();
        sentBefore.Should().Be(1);
        vcenter.Sent(operation).Should().Be(2);
        vcenter.Sent("Login").Should().Be(2);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task One_whose_answer_is_lost_is_not_repeated_and_may_have_been_executed(string operation)
    {
        await using var vcenter = new SimulatedVCenter(register: services => services.PostConfigure<VSphereOptions>(o => o.ReadRetries = 3));
        vcenter.Simulator.Faults.On(operation).LoseReply();
        var mutate = () => Mutations.All[operation].Call(vcenter);

        var error = (await mutate.Should().ThrowAsync<VmSnapshotException>()).Which;

        error.Code.Should().Be(VmSnapshotErrorCodes.VCenterUnreachable);
        error.IsTransient.Should().BeTrue();
        error.MayHaveBeenExecuted.Should().BeTrue();
        error.Message.Should().Contain("may have done it all the same");
        vcenter.Sent(operation).Should().Be(1);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task One_that_is_refused_was_not_executed(string operation)
    {
        await using var vcenter = new SimulatedVCenter();
        vcenter.Simulator.Faults.On(operation).Refuse(new TaskInProgress { Task = new ManagedObjectReference("Task", "task-1") });
        var mutate = () => Mutations.All[operation].Call(vcenter);

        var error = (await mutate.Should().ThrowAsync<VmSnapshotException>()).Which;

        error.Fault!.Is("TaskInProgress").Should().BeTrue();
        error.MayHaveBeenExecuted.Should().BeFalse();
        vcenter.Sent(operation).Should().Be(1);
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("truncated")]
    [InlineData("html")]
    [InlineData("garbage")]
    [InlineData("unavailable")]
    public async Task One_that_was_answered_with_something_else_may_have_been_executed(string answer)
    {
        await using var vcenter = new SimulatedVCenter();
        var fault = vcenter.Simulator.Faults.On("PowerOnVM_Task");
        _ = answer switch
        {
            "reset" => fault.ResetReply(),
            "truncated" => fault.TruncateReply(),
            "html" => fault.AnswerHtml(),
            "garbage" => fault.AnswerGarbage(),
            _ => fault.Answer(503, "text/plain", "busy"),
        };

        var start = () => vcenter.Gateway.StartPowerOnAsync(vcenter.Find("golden-debian"), Stop);

        (await start.Should().ThrowAsync<VmSnapshotException>()).Which.MayHaveBeenExecuted.Should().BeTrue();
        vcenter.Sent("PowerOnVM_Task").Should().Be(1);
    }

    [Fact]
    public async Task One_that_takes_longer_than_a_call_may_was_executed_perhaps()
    {
        var never = new TaskCompletionSource<Answer>();
        await using var vcenter = new FakeVCenter(o => o.CallTimeout = TimeSpan.FromSeconds(1)).OnAsync("PowerOnVM_Task", _ => never.Task);

        var start = () => vcenter.Gateway.StartPowerOnAsync(Vm, Stop);

        var error = (await start.Should().ThrowAsync<VmSnapshotException>()).Which;
        never.SetResult(Answer.Dropped);
        error.MayHaveBeenExecuted.Should().BeTrue();
        error.IsTransient.Should().BeTrue();
    }

    [Fact]
    public async Task One_for_which_nobody_listens_was_not_executed() =>
        (await FailAsync(new Uri($"http://127.0.0.1:{ClosedPort()}/sdk"))).MayHaveBeenExecuted.Should().BeFalse();

    [Fact]
    public async Task One_for_a_name_that_has_no_address_was_not_executed() =>
        (await FailAsync(new Uri("https://vcenter.invalid/sdk"))).MayHaveBeenExecuted.Should().BeFalse();

    [Fact]
    public async Task One_that_a_session_sends_after_vCenter_went_away_was_not_executed()
    {
        var port = ClosedPort();
        var away = false;
        await using var vcenter = new SimulatedVCenter(register: services => services.PostConfigure<VSphereOptions>(o =>
        {
            var connect = o.CreateTransport!;
            o.CreateTransport = () => new Moving(connect(), () => away ? port : null);
        }));
        var vm = vcenter.Find("golden-debian");
        await vcenter.Gateway.ConnectAsync(Stop);
        away = true;

        var start = () => vcenter.Gateway.StartPowerOnAsync(vm, Stop);

        var error = (await start.Should().ThrowAsync<VmSnapshotException>()).Which;
        away = false;
        error.Code.Should().Be(VmSnapshotErrorCodes.VCenterUnreachable);
        error.MayHaveBeenExecuted.Should().BeFalse();
        error.Message.Should().NotContain("may have done it");
    }

    [Fact]
    public async Task One_that_can_not_be_written_was_not_executed()
    {
        await using var vcenter = new SimulatedVCenter();

        var start = () => vcenter.Gateway.StartCreateNativeSnapshotAsync(
            vcenter.Find("golden-debian"), new CreateNativeSnapshot { Name = "a\u0001b", Description = "of a test", Quiesce = false }, Stop);

        var error = (await start.Should().ThrowAsync<VmSnapshotException>()).Which;
        error.Code.Should().Be(VmSnapshotErrorCodes.InvalidArguments);
        error.MayHaveBeenExecuted.Should().BeFalse();
    }

    [Fact]
    public async Task A_reading_changes_nothing_however_it_fails()
    {
        await using var vcenter = new SimulatedVCenter();
        vcenter.Simulator.Faults.On("FindByUuid").LoseReply();

        var find = () => vcenter.Gateway.FindVmsAsync(new VmReference(VmReferenceKind.InstanceUuid, Guid.NewGuid().ToString()), Stop);

        (await find.Should().ThrowAsync<VmSnapshotException>()).Which.MayHaveBeenExecuted.Should().BeFalse();
    }

    private static async Task<VmSnapshotException> FailAsync(Uri endpoint)
    {
        var services = new ServiceCollection();
        services.AddVmSnapshot().UseVSphere(o => o.Endpoint = endpoint).UseCredentials(_ => new(new VSphereCredential(FakeVCenter.User, FakeVCenter.Password)));
        await using var provider = services.BuildServiceProvider();
        var start = () => provider.GetRequiredService<IVSphereGateway>().StartPowerOnAsync(Vm, Stop);
        return (await start.Should().ThrowAsync<VmSnapshotException>()).Which;
    }

    /// <summary>A port that was free a moment ago.</summary>
    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>From some moment on, calls go over HTTP to a port of this machine.</summary>
    private sealed class Moving(IVimTransport inner, Func<int?> movedTo) : IVimTransport
    {
        public async Task<object?> InvokeAsync(VimRequestType request, string apiVersion, CancellationToken cancellationToken)
        {
            if (movedTo() is not { } port)
            {
                return await inner.InvokeAsync(request, apiVersion, cancellationToken);
            }

            await using var client = new VimClient(new VimClientOptions { Endpoint = new Uri($"http://127.0.0.1:{port}/sdk") });
            var start = (PowerOnVMRequestType)request;
            return await client.PowerOnVMTaskAsync(start.This!, start.Host, cancellationToken);
        }

        public Task<IReadOnlyList<string>> GetVersionsAsync(CancellationToken cancellationToken) => inner.GetVersionsAsync(cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
