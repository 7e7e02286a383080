using VmSnapshot.Simulator.Objects;

namespace VmSnapshot.Simulator.PropertyCollection;

/// <summary>A retrieval that waits for its client to go on.</summary>
/// <param name="Collector">The collector it began on, which is the only one it can go on.</param>
/// <param name="Retrieval">The retrieval.</param>
/// <param name="PageSize">How many objects a page has.</param>
internal sealed record SuspendedRetrieval(ManagedObject Collector, Retrieval Retrieval, int PageSize);
