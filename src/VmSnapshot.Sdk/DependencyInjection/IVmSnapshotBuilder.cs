using Microsoft.Extensions.DependencyInjection;

namespace VmSnapshot.Sdk;

/// <summary>What <c>AddVmSnapshot()</c> returns: a gateway and a store are added to it with <c>Use…</c> calls.</summary>
public interface IVmSnapshotBuilder
{
    /// <summary>The host's services.</summary>
    IServiceCollection Services { get; }
}
