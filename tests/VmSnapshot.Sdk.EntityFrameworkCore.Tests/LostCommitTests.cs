using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Sdk.EntityFrameworkCore.Tests;

/// <summary>A commit whose answer is lost: nobody knows whether it happened, until the same call is made again.</summary>
public sealed class LostCommitTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly LostCommits _commits = new();
    private readonly ServiceProvider _services;

    public LostCommitTests()
    {
        var services = new ServiceCollection();
        services.AddDbContextFactory<PortalDbContext>(o => o.UseSqlite($"Data Source={_directory.File("portal.db")}").AddInterceptors(_commits));
        services.AddVmSnapshot().UseEntityFrameworkStore<PortalDbContext>();
        _services = services.BuildServiceProvider();
        using var context = _services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContext();
        context.Database.EnsureCreated();
    }

    /// <summary>What providers throw there, of the database or not; and whether the commit got through.</summary>
    public static TheoryData<Type, bool> Losses
    {
        get
        {
            var losses = new TheoryData<Type, bool>();
            foreach (var type in new[] { typeof(IOException), typeof(TimeoutException), typeof(InvalidOperationException) })
            {
                losses.Add(type, true);
                losses.Add(type, false);
            }

            return losses;
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ISnapshotStore Store => _services.GetRequiredService<ISnapshotStore>();

    public void Dispose()
    {
        _services.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task Every_change_says_so_and_can_be_repeated(Type loss, bool isCommitted)
    {
        var fault = (Exception)Activator.CreateInstance(loss, "lost")!;
        var (operation, snapshot) = (SampleOperation.Minimal(clientToken: "token"), SampleOperation.Creating() with { Family = "web" });
        AuditEntry Audit(string action) => SampleOperation.Audit(action, operation.Id, snapshot.Id);
        var (begin, claim, write, cancel) = (Audit("begin"), Audit("claim"), Audit("write"), Audit("cancel"));
        var (add, update) = (Audit("add"), Audit("update"));

        await LoseThenRepeatAsync(() => Store.BeginAsync(operation, snapshot, begin, Token));
        await LoseThenRepeatAsync(() => Store.ClaimAsync(operation.Id, "me", TimeSpan.FromHours(1), claim, Token));
        await LoseThenRepeatAsync(() => Store.WriteAsync(
            new OperationWrite { OperationId = operation.Id, Fence = 1, Step = "DeployVm", Snapshot = Sample.Minimal(id: snapshot.Id), Audit = write }, Token));
        await LoseThenRepeatAsync(() => Store.RequestCancelAsync(Sample.Tenant, operation.Id, cancel, Token));
        var other = Sample.Minimal("other") with { Family = "web" };
        var added = await LoseThenRepeatAsync(() => Store.AddAsync(other, add, Token));
        await LoseThenRepeatAsync(() => Store.UpdateAsync(added with { Description = "changed" }, update, Token));

        var journaled = await Store.GetOperationAsync(null, operation.Id, Token);
        (journaled!.Fence, journaled.Step, journaled.State).Should().Be((1, "DeployVm", OperationState.Cancelling));
        (await Store.GetAsync(Sample.Tenant, snapshot.Id, Token))!.Status.Should().Be(SnapshotStatus.Available);
        var changed = await Store.GetAsync(Sample.Tenant, other.Id, Token);
        (changed!.Version, changed.Description).Should().Be((2, "changed"));
        (await Store.ListAuditAsync(Sample.Tenant, operation.Id, null, Token)).Select(a => a.Action).Should()
            .BeEquivalentTo("begin", "claim", "write", "cancel", "add", "update");

        async Task<T> LoseThenRepeatAsync<T>(Func<Task<T>> change)
        {
            await Store.GetStoreIdAsync(Token);
            _commits.LoseNext(fault, isCommitted);
            var unknown = (await change.Should().ThrowAsync<VmSnapshotException>()).Which;
            unknown.Code.Should().Be(VmSnapshotErrorCodes.StoreUnusable);
            unknown.Message.Should().Contain("lost");
            return await change();
        }
    }

    [Fact]
    public async Task A_call_that_is_cancelled_during_its_commit_goes_on()
    {
        using var cancelling = new CancellationTokenSource();
        await Store.GetStoreIdAsync(Token);
        _commits.WhenCommitting = cancelling.Cancel;

        var operation = await Store.BeginAsync(SampleOperation.Minimal(), null, SampleOperation.Audit("begin"), cancelling.Token);

        cancelling.IsCancellationRequested.Should().BeTrue();
        (await Store.GetOperationAsync(null, operation.Id, Token)).Should().BeEquivalentTo(operation);
    }

    private sealed class LostCommits : DbTransactionInterceptor
    {
        private Exception? _fault;
        private bool _isCommitted;

        public Action? WhenCommitting { get; set; }

        public void LoseNext(Exception fault, bool isCommitted) => (_fault, _isCommitted) = (fault, isCommitted);

        public override ValueTask<InterceptionResult> TransactionCommittingAsync(
            DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            WhenCommitting?.Invoke();
            if (!_isCommitted)
            {
                Lose();
            }

            return new(result);
        }

        public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            Lose();
            return Task.CompletedTask;
        }

        private void Lose()
        {
            if (Interlocked.Exchange(ref _fault, null) is { } fault)
            {
                throw fault;
            }
        }
    }

    private sealed class PortalDbContext(DbContextOptions<PortalDbContext> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddVmSnapshot();
    }
}
