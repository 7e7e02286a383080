using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Polly;
using Polly.CircuitBreaker;
using Polly.Registry;
using Polly.Retry;
using VmSnapshot.Sdk.EntityFrameworkCore.Sqlite;
using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Sdk.EntityFrameworkCore.Tests;

/// <summary>A host's own pipeline for writes that a busy database refused.</summary>
public sealed class StoreWritesPipelineTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly List<Exception?> _seen = [];
    private Action? _whenSeen;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string File => _directory.File("snapshots.db");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_pipeline_of_that_name_is_what_writes_go_through()
    {
        await using var provider = Build(VmSnapshotPipelines.StoreWrites);
        var store = provider.GetRequiredService<ISnapshotStore>();
        var operation = await store.BeginAsync(SampleOperation.Minimal(), null, SampleOperation.Audit("begin"), Token);
        _seen.Should().Equal([null], "reads and the making of the tables are no writes");
        await ExecuteAsync("CREATE TRIGGER refuse BEFORE INSERT ON SnapshotAudit BEGIN SELECT RAISE(ABORT, 'no more'); END");
        _seen.Clear();

        var claim = () => store.ClaimAsync(operation.Id, "me", TimeSpan.FromHours(1), SampleOperation.Audit("claim"), Token);

        await claim.Should().ThrowAsync<VmSnapshotException>();
        _seen.Should().HaveCount(3, "the pipeline says how often").And.AllBeOfType<VmSnapshotException>()
            .Which.Should().OnlyContain(e => e.Code == VmSnapshotErrorCodes.StoreUnusable && e.Message.Contains("no more", StringComparison.Ordinal));
        _seen.Clear();
        await store.GetOperationAsync(null, operation.Id, Token);
        _seen.Should().BeEmpty();
    }

    [Fact]
    public async Task A_busy_file_is_a_transient_error_to_the_pipeline()
    {
        await using var provider = Build(VmSnapshotPipelines.StoreWrites);
        using var store = EntityFrameworkSnapshotStore.Create(provider, new SqliteSnapshotDatabase(File, TimeSpan.FromMilliseconds(1)));
        await store.GetStoreIdAsync(Token);
        var locker = new SqliteConnection($"Data Source={File};Pooling=False");
        await locker.OpenAsync(Token);
        locker.BeginTransaction(deferred: false);
        _whenSeen = locker.Dispose;

        var added = await store.AddAsync(Sample.Minimal(), Token);

        (await store.GetAsync(Sample.Tenant, added.Id, Token)).Should().BeEquivalentTo(added);
        _seen.Should().HaveCount(2);
        _seen[0].Should().BeOfType<VmSnapshotException>().Which.Should().Match<VmSnapshotException>(e => e.IsTransient && e.Code == VmSnapshotErrorCodes.StoreUnusable);
        _seen[1].Should().BeNull();
    }

    [Fact]
    public async Task What_a_pipeline_refuses_itself_comes_out_as_an_unusable_store()
    {
        var registry = new ResiliencePipelineRegistry<string>();
        registry.TryAddBuilder(VmSnapshotPipelines.StoreWrites, (builder, _) => builder.AddCircuitBreaker(
            new CircuitBreakerStrategyOptions { ManualControl = new CircuitBreakerManualControl(isIsolated: true) }));
        var services = new ServiceCollection().AddSingleton<ResiliencePipelineProvider<string>>(registry);
        services.AddVmSnapshot().UseSqlite(File);
        await using var provider = services.BuildServiceProvider();
        var store = provider.GetRequiredService<ISnapshotStore>();

        var add = () => store.AddAsync(Sample.Minimal(), Token);

        var refused = (await add.Should().ThrowAsync<VmSnapshotException>()).Which;
        (refused.Code, refused.IsTransient).Should().Be((VmSnapshotErrorCodes.StoreUnusable, true));
        refused.Message.Should().Contain(VmSnapshotPipelines.StoreWrites);
    }

    [Fact]
    public async Task Pipelines_of_other_names_are_none_of_the_stores()
    {
        await using var provider = Build("another");

        await provider.GetRequiredService<ISnapshotStore>().AddAsync(Sample.Minimal(), Token);

        _seen.Should().BeEmpty();
    }

    private ServiceProvider Build(string pipeline)
    {
        var registry = new ResiliencePipelineRegistry<string>();
        registry.TryAddBuilder(pipeline, (builder, _) => builder.AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = 2,
            Delay = TimeSpan.Zero,
            ShouldHandle = outcome =>
            {
                _seen.Add(outcome.Outcome.Exception);
                _whenSeen?.Invoke();
                return ValueTask.FromResult(outcome.Outcome.Exception is VmSnapshotException);
            },
        }));
        var services = new ServiceCollection().AddSingleton<ResiliencePipelineProvider<string>>(registry);
        services.AddVmSnapshot().UseSqlite(File);
        return services.BuildServiceProvider();
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Token);
    }
}
