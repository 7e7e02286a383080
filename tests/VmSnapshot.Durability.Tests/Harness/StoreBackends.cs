using VmSnapshot.Sdk;
using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Durability.Tests.Harness;

/// <summary>A store that instances share, of one run's own.</summary>
internal interface IStoreBackend : IAsyncDisposable
{
    /// <summary>The store; leases in it go by that clock, unless it has its own.</summary>
    ISnapshotStore Open(TimeProvider leaseClock);

    /// <summary>Makes leases run out that don't go by the clock.</summary>
    Task LetLeasesRunOutAsync();

    /// <summary>All that it holds, as text, to search in.</summary>
    Task<string> ReadAllAsync();
}

internal sealed class InMemoryBackend : IStoreBackend
{
    private InMemorySnapshotStore? _store;

    public ISnapshotStore Open(TimeProvider leaseClock) => _store ??= new InMemorySnapshotStore(leaseClock);

    public Task LetLeasesRunOutAsync() => Task.CompletedTask;

    public async Task<string> ReadAllAsync()
    {
        var texts = new List<string>();
        foreach (var info in (await _store!.ListOperationsAsync(new OperationQuery { Tenant = "default", Limit = OperationQuery.MaxLimit })).Items)
        {
            var operation = (await _store.GetOperationAsync(null, info.Id))!;
            texts.Add(operation + operation.Request + operation.Error);
            texts.AddRange(operation.Items.Select(item => item.State));
        }

        texts.AddRange((await _store.ListAuditAsync("default", null, null)).Select(entry => entry.ToString()));
        texts.AddRange((await _store.ListAsync(new SnapshotQuery { Tenant = "default" })).Items.Select(record => record.ToString()));
        return string.Join('\n', texts);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
