using VmSnapshot.Durability.Tests;
using VmSnapshot.Durability.Tests.Harness;

[assembly: AssemblyFixture(typeof(StoreBackends))]

namespace VmSnapshot.Durability.Tests;

/// <summary>The stores that a portal may run on.</summary>
public sealed class StoreBackends
{
    public const string Memory = "memory";

    public static IReadOnlyList<string> Names { get; } = [Memory];

    internal Func<IStoreBackend> Of(string name) => name switch
    {
        Memory => () => new InMemoryBackend(),
        _ => throw new ArgumentException($"There is no store '{name}'.", nameof(name)),
    };
}
