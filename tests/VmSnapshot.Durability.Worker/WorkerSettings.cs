using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using VmSnapshot.Sdk;

namespace VmSnapshot.Durability.Worker;

/// <summary>What a worker is told through its environment, which is where it finds its secrets, too.</summary>
public sealed record WorkerSettings
{
    /// <summary>vCenter's address.</summary>
    public required Uri VCenter { get; init; }

    public required string UserName { get; init; }

    public required string Password { get; init; }

    /// <summary><c>sqlite</c> or <c>postgresql</c>.</summary>
    public required string Store { get; init; }

    /// <summary>The file, or the connection string.</summary>
    public required string Database { get; init; }

    /// <summary>The file of the work list.</summary>
    public required string WorkList { get; init; }

    public required TimeSpan Lease { get; init; }

    /// <summary>How long a call to vCenter may take.</summary>
    public required TimeSpan CallTimeout { get; init; }

    public static WorkerSettings Read() => new()
    {
        VCenter = new Uri(Variable(nameof(VCenter))),
        UserName = Variable(nameof(UserName)),
        Password = Variable(nameof(Password)),
        Store = Variable(nameof(Store)),
        Database = Variable(nameof(Database)),
        WorkList = Variable(nameof(WorkList)),
        Lease = TimeSpan.Parse(Variable(nameof(Lease)), CultureInfo.InvariantCulture),
        CallTimeout = TimeSpan.Parse(Variable(nameof(CallTimeout)), CultureInfo.InvariantCulture),
    };

    public void Write(IDictionary<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        environment[NameOf(nameof(VCenter))] = VCenter.AbsoluteUri;
        environment[NameOf(nameof(UserName))] = UserName;
        environment[NameOf(nameof(Password))] = Password;
        environment[NameOf(nameof(Store))] = Store;
        environment[NameOf(nameof(Database))] = Database;
        environment[NameOf(nameof(WorkList))] = WorkList;
        environment[NameOf(nameof(Lease))] = Lease.ToString("c", CultureInfo.InvariantCulture);
        environment[NameOf(nameof(CallTimeout))] = CallTimeout.ToString("c", CultureInfo.InvariantCulture);
    }

    internal void UseStore(IVmSnapshotBuilder builder) => _ = Store switch
    {
        "sqlite" => builder.UseSqlite(Database),
        "postgresql" => builder.UsePostgreSql(Database),
        _ => throw new InvalidOperationException($"There is no store '{Store}'."),
    };

    private static string NameOf(string setting) => "DURABILITY_WORKER_" + setting.ToUpperInvariant();

    private static string Variable(string setting) => Environment.GetEnvironmentVariable(NameOf(setting))
        ?? throw new InvalidOperationException($"{NameOf(setting)} is not set: VmSnapshot.Durability.ProcessTests starts this program.");
}
