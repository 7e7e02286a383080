using System.Globalization;
using VmSnapshot.Benchmarks;

// Called by benchmarks/run, which starts the simulator and sets the environment.
var mode = args.FirstOrDefault();
var vCenter = new Uri(Environment.GetEnvironmentVariable("VMSNAPSHOT_VCENTER") ?? throw new InvalidOperationException("Run benchmarks/run: it starts a simulator and sets VMSNAPSHOT_VCENTER."));
switch (mode)
{
    case "first-answer":
        await FirstAnswer.RunAsync(vCenter);
        return 0;
    case "six-steps":
        var runs = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 50;
        await SixStepRuns.RunAsync(vCenter, runs);
        return 0;
    default:
        await Console.Error.WriteLineAsync("first-answer | six-steps [RUNS]");
        return 2;
}
