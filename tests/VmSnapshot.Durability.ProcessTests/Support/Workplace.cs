using VmSnapshot.Durability.Worker;
using VmSnapshot.Sdk;

namespace VmSnapshot.Durability.ProcessTests;

/// <summary>A vCenter, a database and a work list, for workers to live and die on; and what has to hold afterwards.</summary>
internal sealed class Workplace : IAsyncDisposable
{
    private readonly string _folder;
    private readonly IReadOnlyList<WorkItem> _items;
    private readonly List<WorkerProcess> _workers = [];

    private Workplace(VCenterUnderTest vCenter, TestDatabase database, IReadOnlyList<WorkItem> items, WorkerSettings settings, string folder, IReadOnlyList<WitnessedVm> before)
    {
        VCenter = vCenter;
        Database = database;
        Settings = settings;
        Before = before;
        _items = items;
        _folder = folder;
    }

    public VCenterUnderTest VCenter { get; }

    public TestDatabase Database { get; }

    public WorkerSettings Settings { get; }

    /// <summary>Whatever isn't to be touched.</summary>
    public IReadOnlyList<WitnessedVm> Before { get; }

    public static async Task<Workplace> PrepareAsync(TestDatabase database, Random random, CancellationToken stop)
    {
        var vCenter = await VCenterUnderTest.StartAsync(options =>
        {
            options.FaultSeed = random.Next();
            options.CloneDuration = TimeSpan.FromMilliseconds(60);
            options.TaskDuration = TimeSpan.FromMilliseconds(15);
        });
        await using var portal = Open(vCenter, database);
        var before = vCenter.Vms.ToList();
        foreach (var request in WorkLists.Bases)
        {
            await (await portal.Snapshots.CreateAsync(request, stop)).WaitForCompletionAsync(cancellationToken: stop);
        }

        var ours = (await portal.Snapshots.GetAsync("base-linux", cancellationToken: stop)).Template!;
        await vCenter.AddTrapsAsync(ours.MoRef, stop);
        before.AddRange(vCenter.Traps);
        WorkLists.Doom(vCenter.Simulator);
        var folder = Directory.CreateTempSubdirectory("vmsnapshot-work-").FullName;
        var items = WorkLists.Create(random);
        var settings = new WorkerSettings
        {
            VCenter = vCenter.Url,
            UserName = vCenter.UserName,
            Password = vCenter.Planted.VCenterPassword,
            Store = database.Store,
            Database = database.Location,
            WorkList = Path.Combine(folder, "work.json"),
            Lease = TimeSpan.FromSeconds(1),
            CallTimeout = TimeSpan.FromSeconds(10),
        };
        await File.WriteAllTextAsync(settings.WorkList, WorkItem.Write(items), stop);
        return new Workplace(vCenter, database, items, settings, folder, before);
    }

    /// <summary>What the workers said last, for the message of a test that failed.</summary>
    public string LastWords => string.Join("\n", _workers.TakeLast(2).SelectMany(worker => worker.Output.TakeLast(30).Prepend("a worker:")));

    public WorkerProcess StartWorker()
    {
        var worker = WorkerProcess.Start(Settings, VCenter.Planted);
        lock (_workers)
        {
            _workers.Add(worker);
        }

        return worker;
    }

    /// <summary>Whatever has been violated, in words.</summary>
    public async Task<IReadOnlyList<string>> CheckAsync(CancellationToken stop)
    {
        VCenter.Simulator.Faults.Clear();
        // Its own, with connections that have survived nothing.
        await using var portal = Open(VCenter, Database);
        var invariants = new Invariants(portal, Before);
        var violations = (await invariants.CheckAsync(() => Task.FromResult(VCenter.Vms), stop)).ToList();
        violations.AddRange(VCenter.CallsOnForeign(Before));
        violations.AddRange(VCenter.UnannouncedCalls(invariants.Intents));
        foreach (var item in _items)
        {
            var ids = _workers.SelectMany(worker => worker.Reports).Where(report => report.ClientToken == item.ClientToken).Select(report => report.OperationId).Distinct().ToList();
            if (ids.Count != 1)
            {
                violations.Add($"'{item.ClientToken}' was {ids.Count} operations: {string.Join(", ", ids)}");
            }
        }

        violations.AddRange(_workers.Where(worker => !worker.WasKilled && worker.ExitCode != 0).Select(worker => $"a worker ended by itself with {worker.ExitCode}: {string.Join('\n', worker.Output.TakeLast(20))}"));
        violations.AddRange(await FindSecretsAsync(portal, stop));
        return violations;
    }

    /// <summary>The database's files that have a secret in them now: what a dead process leaves in a write-ahead log, the next one's checkpoint clears away.</summary>
    public IEnumerable<string> FindSecretsInDatabase() =>
        from secret in Secrets from file in Database.FilesWith(secret) select $"'{secret}' is in {Path.GetFileName(file)}";

    public async ValueTask DisposeAsync()
    {
        _workers.ForEach(worker => worker.Dispose());
        await VCenter.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private IEnumerable<string> Secrets => VCenter.Planted.All.Append(Database.Secret).OfType<string>();

    private static Portal Open(VCenterUnderTest vCenter, TestDatabase database) =>
        new(vCenter.Url, vCenter.UserName, vCenter.Planted.VCenterPassword, database.Use, vCenter.Planted);

    private async Task<IReadOnlyList<string>> FindSecretsAsync(Portal portal, CancellationToken stop)
    {
        var found = new List<string>();
        // Who finds nothing might not be looking: an operation's id is in all of these places.
        var id = (await portal.Operations.ListAsync(new OperationQuery { Limit = 1 }, stop)).Items[0].Id;
        if (Database.FilesWith(id).Count == 0 || !_workers.Exists(worker => worker.Output.Any(line => line.StartsWith("span ", StringComparison.Ordinal) && line.Contains("vmsnapshot.operation.id", StringComparison.Ordinal))))
        {
            found.Add("the search for secrets finds nothing at all, not even an operation's id in the database and in the spans");
        }

        found.AddRange(FindSecretsInDatabase());
        foreach (var secret in Secrets)
        {
            found.AddRange(_workers.SelectMany(worker => worker.Output).Where(line => line.Contains(secret, StringComparison.Ordinal)).Select(line => $"a worker said: {line}").Take(3));
        }

        return found;
    }
}
