using System.CommandLine;
using System.Net;
using VmSnapshot.Cli.Options;
using VmSnapshot.Cli.Output;
using VmSnapshot.Cli.Running;
using VmSnapshot.Simulator;
using VmSnapshot.Simulator.Hosting;

namespace VmSnapshot.Cli.Commands;

/// <summary><c>simulator</c>: the simulated vCenter for clients in other processes.</summary>
internal sealed class SimulatorCommand
{
    private readonly Option<string?> _listen = OptionShapes.Text(
        "--listen", "ADDRESS:PORT", "The loopback address to serve on, such as 127.0.0.1:8989. Default: 127.0.0.1 and any free port.");

    private readonly Option<bool> _tls = OptionShapes.Flag("--tls", "Serves HTTPS, with a certificate made for this run; its thumbprint is printed.");

    private readonly Option<string?> _inventory = OptionShapes.Text("--inventory", "FILE", "A JSON file with what the vCenter holds. Default: the inventory of memory:.");

    private readonly Option<int?> _cloneSeconds = OptionShapes.Number<int>("--clone-seconds", "How long a clone takes: time enough to interrupt it. Default: none.");
    private readonly Option<int?> _taskSeconds = OptionShapes.Number<int>("--task-seconds", "How long every other task takes. Default: none.");

    private SimulatorCommand()
    {
    }

    public static CliCommand Create(GlobalOptions globals)
    {
        var options = new SimulatorCommand();
        return new CliCommand(
            "simulator", "Serves the simulated vCenter on a loopback address until interrupted.",
            "vmsnap simulator --tls", "vmsnap simulator --listen 127.0.0.1:8989 --inventory lab.json --json")
            .With(options._listen, options._tls, options._inventory, options._cloneSeconds, options._taskSeconds)
            .Runs(globals, options.RunAsync, needsVCenter: _ => false);
    }

    private async Task<int> RunAsync(CommandContext context, ParseResult parsed)
    {
        var address = ReadAddress(parsed.GetValue(_listen));
        await using var simulator = Create(context, parsed);
        await using var server = await StartAsync(simulator, address, parsed.GetValue(_tls), context.Token);
        context.Output.Write(new SimulatorDocument(server.Url.AbsoluteUri, server.Thumbprint), CliJson.Default.SimulatorDocument, SimulatorView.Show);
        context.WhenInterrupted = "The simulated vCenter is gone, and all that was in it.";
        await Task.Delay(Timeout.InfiniteTimeSpan, context.Token);
        return ExitCodes.Done;
    }

    private VCenterSimulator Create(CommandContext context, ParseResult parsed)
    {
        var options = new VCenterSimulatorOptions
        {
            MaxRecordedCalls = 0,
            CloneDuration = ReadSeconds(_cloneSeconds, parsed),
            TaskDuration = ReadSeconds(_taskSeconds, parsed),
        };
        options.UserName = context.Settings.UserName ?? options.UserName;
        options.Password = Environment.GetEnvironmentVariable(GlobalOptions.PasswordVariable) is { Length: > 0 } given ? given : options.Password;
        var inventory = parsed.GetValue(_inventory);
        try
        {
            return new VCenterSimulator(options, inventory is null ? null : InventoryDescription.Load(inventory));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw CliErrors.Usage($"--inventory: {e.Message}");
        }
    }

    private static TimeSpan ReadSeconds(Option<int?> option, ParseResult parsed) => parsed.GetValue(option) switch
    {
        null => TimeSpan.Zero,
        >= 0 and <= 86400 and { } seconds => TimeSpan.FromSeconds(seconds),
        _ => throw CliErrors.Usage($"{option.Name} must be from 0 to 86400, a day."),
    };

    private static async Task<SimulatorServer> StartAsync(VCenterSimulator simulator, IPEndPoint address, bool useTls, CancellationToken token)
    {
        try
        {
            return await SimulatorServer.StartAsync(simulator, new SimulatorServerOptions { Address = address.Address, Port = address.Port, UseTls = useTls }, token);
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            throw CliErrors.Usage($"--listen: {address} can't be served on: {e.Message}");
        }
    }

    private static IPEndPoint ReadAddress(string? text)
    {
        if (text is null)
        {
            return new IPEndPoint(IPAddress.Loopback, 0);
        }

        var numeric = text.StartsWith("localhost:", StringComparison.OrdinalIgnoreCase) ? $"{IPAddress.Loopback}{text["localhost".Length..]}" : text;
        return numeric.Contains(':', StringComparison.Ordinal) && IPEndPoint.TryParse(numeric, out var address) && IPAddress.IsLoopback(address.Address)
            ? address
            : throw CliErrors.Usage($"--listen: '{text}' is no loopback address with a port, such as 127.0.0.1:8989. The simulator has well-known passwords: it is served to this machine only.");
    }
}
