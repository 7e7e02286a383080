using System.Runtime.CompilerServices;
using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.Conformance;

/// <summary>
/// What every <see cref="IVSphereGateway"/> has to do. Derive a public class from it that gives a <see cref="GatewayConformanceFixture"/>, and run it with
/// xunit v3; <see cref="ConformanceSuites.FindGaps"/> checks that nothing is left out.
/// </summary>
/// <param name="fixture">The gateway and its vCenter. Make it a class fixture: it is to live as long as the class runs.</param>
[TestMethodOrderer(typeof(ClosingCaseLast))]
public abstract partial class GatewayConformance(GatewayConformanceFixture fixture) : IAsyncLifetime
{
    private const long GiB = 1L << 30;

    private static readonly MoRef GoneVm = new("VirtualMachine", "vm-999999999");

    private readonly GatewayConformanceFixture _fixture = fixture;
    private readonly List<MoRef> _made = [];
    private GatewayPlaces? _places;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private IVSphereGateway Gateway => _fixture.Gateway;

    private GatewayPlaces Places => _places!;

    /// <summary>Every deviation that is listed is about a case, and says what is seen and why.</summary>
    [Fact]
    public Task Every_deviation_names_a_case_and_a_reason()
    {
        _fixture.Run.CheckDeviations();
        return CaseAsync(() => Task.CompletedTask);
    }

    /// <summary>No case is left out.</summary>
    [Fact]
    public void Every_case_of_the_suite_was_run() => _fixture.Run.CheckComplete(ClosingCaseLast.ClosingCase);

    /// <summary>Finds the prepared inventory.</summary>
    public async ValueTask InitializeAsync() => _places = await _fixture.PlacesAsync();

    /// <summary>Removes what the case has made.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (MoRef vm in Enumerable.Reverse(_made))
        {
            await RemoveAsync(vm);
        }

        GC.SuppressFinalize(this);
    }

    private Task CaseAsync(Func<Task> check, [CallerMemberName] string name = "") => _fixture.Run.CaseAsync(name, check);

    /// <summary>A name that no other run has used.</summary>
    private static string NewName(string about) => $"conformance-{about}-{Guid.NewGuid():N}"[..40];

    private static OwnershipMarker MarkerFor(Guid instanceUuid, string operation = "conformance-1") =>
        new() { StoreId = "conformance", OperationId = operation, Item = 1, InstanceUuid = instanceUuid };

    private CloneVm CloneOf(MoRef source, string name)
    {
        var instanceUuid = Guid.NewGuid();
        return new CloneVm
        {
            Source = source,
            Name = name,
            Folder = Places.Folder.MoRef,
            ResourcePool = Places.ResourcePool.MoRef,
            InstanceUuid = instanceUuid,
            Marker = MarkerFor(instanceUuid),
        };
    }

    private async Task<MoRef> MakeAsync(CloneVm clone)
    {
        VCenterTask end = await SucceedAsync(Gateway.StartCloneAsync(clone, Stop));
        MoRef vm = Assert.NotNull(end.Result);
        _made.Add(vm);
        return vm;
    }

    private Task<MoRef> MakeVmAsync(string about) => MakeAsync(CloneOf(Places.Vm.MoRef, NewName(about)));

    private async Task<MoRef> MakeRunningVmAsync(string about)
    {
        MoRef vm = await MakeVmAsync(about);
        await SucceedAsync(Gateway.StartPowerOnAsync(vm, Stop));
        return vm;
    }

    private async Task<VmDescription> ReadAsync(MoRef vm)
    {
        VmDescription? read = await Gateway.ReadVmAsync(vm, Stop);
        Assert.NotNull(read);
        return read;
    }

    private async Task<WitnessedVm> LookAtAsync(MoRef vm)
    {
        WitnessedVm? seen = await _fixture.LookAtAsync(vm, Stop);
        Assert.True(seen is not null, $"{vm} isn't there for the witness.");
        return seen;
    }

    private async Task<VCenterTask> EndOfAsync(MoRef task) => await Gateway.WatchTaskAsync(task, Stop).LastAsync(Stop);

    private async Task<VCenterTask> SucceedAsync(Task<MoRef> start)
    {
        VCenterTask end = await EndOfAsync(await start);
        Assert.True(end.State == VCenterTaskState.Success, $"The task ended with {end.State} {end.Fault?.Name}: {end.Fault?.Message}");
        return end;
    }

    /// <summary>How a mutation was refused: vCenter may do so at once or at the end of the task.</summary>
    private async Task<VmSnapshotException> FailureOfAsync(Func<Task<MoRef>> start)
    {
        VCenterTask end;
        try
        {
            end = await EndOfAsync(await start());
        }
        catch (VmSnapshotException refused)
        {
            return refused;
        }

        if (end.Result is { Type: "VirtualMachine" } made)
        {
            _made.Add(made);
        }

        Assert.True(end.State == VCenterTaskState.Error, $"Nothing failed: the task ended with {end.State}.");
        return VCenterFaultMapping.ToException(Assert.IsType<VCenterFault>(end.Fault), "do this");
    }

    /// <summary>The vim25 fault of a call that has to be refused.</summary>
    private static async Task<VCenterFault> FaultOfAsync(Func<Task> call)
    {
        var refused = await Assert.ThrowsAnyAsync<VmSnapshotException>(call);
        Assert.True(refused.Fault is not null, $"There is no fault in {refused}");
        return refused.Fault;
    }

    private async Task RemoveAsync(MoRef vm)
    {
        try
        {
            // A case that was stopped leaves a VM in whatever state: what can't be undone is said by the fault of its removal.
            if (await Gateway.ReadVmAsync(vm, CancellationToken.None) is { PowerState: VmPowerState.PoweredOn })
            {
                await Gateway.WatchTaskAsync(await Gateway.StartPowerOffAsync(vm, CancellationToken.None)).LastAsync(CancellationToken.None);
            }

            await Gateway.WatchTaskAsync(await Gateway.StartDestroyAsync(vm, CancellationToken.None)).LastAsync(CancellationToken.None);
        }
        catch (VmSnapshotException gone) when (gone.Fault?.Is("ManagedObjectNotFound") == true)
        {
            // The case has removed it itself.
        }
    }
}
