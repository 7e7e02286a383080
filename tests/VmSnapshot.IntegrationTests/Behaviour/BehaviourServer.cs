using VmSnapshot.Sdk.VSphere;
using VmSnapshot.Vim25;

namespace VmSnapshot.IntegrationTests.Behaviour;

/// <summary>A vCenter, real or not, that the <see cref="BehaviourSuite"/> asks.</summary>
public abstract class BehaviourServer : IAsyncDisposable
{
    /// <summary>A login that has all privileges.</summary>
    public abstract string UserName { get; }

    public abstract string Password { get; }

    /// <summary>A client without a session.</summary>
    public abstract VimClient Connect();

    /// <summary>Tells the SDK's gateway how to reach the server.</summary>
    public abstract void Reach(VSphereOptions options);

    /// <summary>Holds what a case saw against what is documented.</summary>
    /// <param name="name">The case.</param>
    /// <param name="documented">What vCenter's documentation says.</param>
    /// <param name="seen">What this server did.</param>
    public virtual void Judge(string name, string documented, string seen)
        => seen.Should().Be(documented, "that is what vCenter does in the case {0}", name);

    /// <summary>Another server of this kind, of a case's own: one that it may harm, or that has other settings.</summary>
    /// <param name="sessionIdleTimeout">When its idle sessions end.</param>
    public abstract Task<BehaviourServer> StartAnotherAsync(TimeSpan? sessionIdleTimeout = null);

    public abstract ValueTask DisposeAsync();
}
