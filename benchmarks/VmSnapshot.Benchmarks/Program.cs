using System.Globalization;
using VmSnapshot.Benchmarks;

// Called by benchmarks/run, which starts the simulator and sets the environment.
var mode = args.FirstOrDefault();
switch (mode)
{
    case "first-answer":
        await FirstAnswer.RunAsync(VCenter());
        return 0;
    case "decode":
        await Decoding.RunAsync(VCenter(), Count(20));
        return 0;
    case "round-trip":
        await RoundTrips.RunAsync(VCenter(), Count(50));
        return 0;
    case "six-steps":
        await SixStepRuns.RunAsync(VCenter(), Count(50));
        return 0;
    case "paging":
        await PagedReading.RunAsync(Count(10_000));
        return 0;
    case "paging-server":
        await PagingServer.RunAsync(Count(10_000));
        return 0;
    case "simulated-six-steps":
        await SimulatedRuns.SixStepsAsync(Count(10_000));
        return 0;
    case "simulated-tasks":
        await SimulatedRuns.TasksAsync(Count(5_000));
        return 0;
    case "simulated-inventory":
        await SimulatedRuns.InventoryAsync(Count(100_000));
        return 0;
    case "requests":
        await Requests.RunAsync(Count(20_000));
        return 0;
    default:
        await Console.Error.WriteLineAsync("first-answer | decode [ROUNDS] | round-trip [ROUNDS] | paging [VMS] | six-steps [RUNS] | requests [COUNT] | simulated-six-steps [RUNS] | simulated-tasks [TASKS] | simulated-inventory [VMS]");
        return 2;
}

int Count(int usual) => args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : usual;

static Uri VCenter() => new(Environment.GetEnvironmentVariable("VMSNAPSHOT_VCENTER")
    ?? throw new InvalidOperationException("Run benchmarks/run: it starts a simulator and sets VMSNAPSHOT_VCENTER."));
