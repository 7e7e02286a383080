using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.Conformance;

/// <summary>
/// A gateway to run <see cref="GatewayConformance"/> on, the vCenter behind it, and a way to look at that from aside. One instance serves all cases of
/// a class, one after the other.
/// </summary>
/// <remarks>
/// What can't be brought about with some vCenter stays as it is here: it throws <see cref="NotSupportedException"/>, the cases that need it fail, and
/// <see cref="Deviations"/> lists them with the reason.
/// </remarks>
public abstract class GatewayConformanceFixture : IAsyncLifetime
{
    private readonly Lazy<ConformanceRun> _run;
    private readonly Lazy<Task<GatewayPlaces>> _places;

    /// <summary>A fixture; xunit calls it.</summary>
    protected GatewayConformanceFixture()
    {
        _run = new(() => new ConformanceRun(typeof(GatewayConformance), Deviations));
        _places = new(() => GatewayPlaces.FindAsync(Gateway, Inventory));
    }

    /// <summary>The gateway, logged in as somebody who may do everything.</summary>
    public abstract IVSphereGateway Gateway { get; }

    /// <summary>What the vCenter has.</summary>
    public abstract PreparedInventory Inventory { get; }

    /// <summary>The cases that this gateway or its vCenter doesn't pass, each with what is seen instead. Default: none.</summary>
    public virtual IReadOnlyList<Deviation> Deviations => [];

    /// <summary>Looks at a VM or template by another way than the gateway's. Null when there is none.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="cancellationToken">Stops the looking.</param>
    public abstract Task<WitnessedVm?> LookAtAsync(MoRef vm, CancellationToken cancellationToken);

    /// <summary>How often vCenter has been sent a method by the gateway since the fixture was made.</summary>
    /// <param name="method">The vim25 name, such as <c>CloneVM_Task</c>.</param>
    public abstract int CountSent(string method);

    /// <summary>Lets vCenter carry out the next call of a method without the gateway getting the answer.</summary>
    /// <param name="method">The vim25 name, such as <c>CloneVM_Task</c>.</param>
    /// <exception cref="NotSupportedException">This can't be brought about here.</exception>
    public virtual void LoseNextReply(string method) => throw new NotSupportedException("No reply can be lost here.");

    /// <summary>Ends the gateway's session in vCenter, as its idle timeout or an administrator does, without the gateway being told.</summary>
    /// <param name="cancellationToken">Stops waiting for that.</param>
    /// <exception cref="NotSupportedException">This can't be brought about here.</exception>
    public virtual Task EndSessionAsync(CancellationToken cancellationToken) => throw new NotSupportedException("No session can be ended here.");

    /// <summary>
    /// Lets clones that begin from now on take a minute or more, until the result is disposed. Where they take that long anyway there is nothing to do.
    /// </summary>
    /// <exception cref="NotSupportedException">This can't be brought about here.</exception>
    public virtual IDisposable SlowClones() => throw new NotSupportedException("No clone can be made to take long here.");

    /// <summary>Takes the configuration of a VM away, as when its host or datastore is away, until the result is disposed.</summary>
    /// <param name="vm">The VM.</param>
    /// <exception cref="NotSupportedException">This can't be brought about here.</exception>
    public virtual IDisposable MakeUnreadable(MoRef vm) => throw new NotSupportedException("No configuration can be made unreadable here.");

    /// <summary>Starts what the suite runs on. Default: nothing.</summary>
    public virtual ValueTask InitializeAsync() => default;

    /// <summary>Ends what was started. Default: nothing.</summary>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return default;
    }

    internal ConformanceRun Run => _run.Value;

    internal Task<GatewayPlaces> PlacesAsync() => _places.Value;
}
