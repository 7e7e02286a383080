using VmSnapshot.Sdk.Conformance;
using VmSnapshot.Sdk.Storage;

namespace Portal.Tests;

public sealed class PortalStoreTests : SnapshotStoreConformance
{
    private readonly PortalClock _clock = new();

    // Each case makes an instance of this class, so each gets an empty store.
    public PortalStoreTests() => Store = new InMemorySnapshotStore(_clock);

    protected override ISnapshotStore Store { get; }

    protected override Task<DateTimeOffset> NowAsync() => Task.FromResult(_clock.GetUtcNow());

    protected override Task PassAsync(TimeSpan time)
    {
        _clock.Passed += time;
        return Task.CompletedTask;
    }
}

public sealed class PortalClock : TimeProvider
{
    public TimeSpan Passed { get; set; }

    public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero) + Passed;
}
