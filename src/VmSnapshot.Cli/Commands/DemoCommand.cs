using System.CommandLine;
using VmSnapshot.Cli.Options;
using VmSnapshot.Cli.Running;
using VmSnapshot.Sdk;

namespace VmSnapshot.Cli.Commands;

/// <summary><c>demo</c>: the six steps one by one, with what each of them produced.</summary>
internal sealed class DemoCommand
{
    /// <summary>A running VM of the simulated vCenter with everything that a step can show.</summary>
    private const string SimulatedVm = "web-1";

    private readonly Option<string?> _vm = OptionShapes.Text("--vm", "VM", "The VM to begin with; needed with a real vCenter. It is only read and cloned.");
    private readonly Option<bool> _powerOn = OptionShapes.Flag(
        "--power-on", "Powers the new VM on in a real vCenter too, where it has its source's network settings. Default: only in memory:.");

    private readonly Option<bool> _keep = OptionShapes.Flag("--keep", "Leaves snapshot and VM in a real vCenter instead of destroying them at the end.");

    private DemoCommand()
    {
    }

    public static CliCommand Create(GlobalOptions globals)
    {
        var options = new DemoCommand();
        var command = new CliCommand(
            "demo", "Runs the six steps end to end, on the built-in simulated vCenter and a SQLite file unless told otherwise.",
            "vmsnap demo", "vmsnap demo --json", "vmsnap --vcenter https://vcenter.example demo --vm web-1")
            .With(options._vm, options._powerOn, options._keep);
        command.SetAction((parsed, _) => CommandRunner.RunAsync(
            parsed, globals, needsVCenter: true, context => options.RunAsync(context, parsed),
            settings => options.Adjust(settings, parsed)));
        return command;
    }

    /// <summary>Without a vCenter the simulated one. A real one needs to be told which VM to begin with, before anybody is asked to log in.</summary>
    private CliSettings Adjust(CliSettings settings, ParseResult parsed) => settings.VCenter switch
    {
        null => settings with { VCenter = VCenterAddress.Simulated },
        { IsSimulated: false } when parsed.GetValue(_vm) is null => throw CliErrors.Usage(
            $"{settings.VCenterFrom} names a real vCenter, {settings.VCenter}. There the demo begins with a VM that you name: --vm VM. It is only read and cloned."
            + " On the built-in simulated vCenter the demo runs with --vcenter memory:."),
        _ => settings,
    };

    private async Task<int> RunAsync(CommandContext context, ParseResult parsed)
    {
        var isSimulated = context.Settings.VCenter!.IsSimulated;
        var vm = parsed.GetValue(_vm) ?? SimulatedVm;
        context.PrefersTemporaryStore = true;
        var run = new DemoRun(context, OptionShapes.ParseVm(vm), isSimulated || parsed.GetValue(_powerOn));
        try
        {
            await run.MakeSnapshotAsync();
            await run.MakeVmAsync();
            await run.ShowOutcomeAsync();
        }
        catch (Exception cause) when (cause is VmSnapshotException or OperationCanceledException)
        {
            await CleanUpAfterAsync(cause, context, run, isSimulated, parsed.GetValue(_keep));
            throw;
        }

        await CleanUpAsync(context, run, isSimulated, parsed.GetValue(_keep));
        run.WriteDocument();
        return ExitCodes.Done;
    }

    /// <summary>Cleans up; where that fails too, both are told.</summary>
    private static async Task CleanUpAfterAsync(Exception cause, CommandContext context, DemoRun run, bool isSimulated, bool keep)
    {
        try
        {
            await CleanUpAsync(context, run, isSimulated, keep);
        }
        catch (VmSnapshotException e)
        {
            var known = cause as VmSnapshotException;
            throw new VmSnapshotException(
                known?.Code ?? VmSnapshotErrorCodes.Cancelled,
                $"{ErrorTranslation.AsSentence(known?.Message ?? "The demo was cancelled.")} What is called {run.Name} in vCenter could not be removed: {e.Message}",
                cause);
        }
    }

    private static async Task CleanUpAsync(CommandContext context, DemoRun run, bool isSimulated, bool keep)
    {
        // The simulated vCenter goes with the process; a record in a file that stays would then lead nowhere.
        if (isSimulated && context.HasTemporaryStore)
        {
            return;
        }

        if (keep && !isSimulated)
        {
            run.Say($"Kept, as asked for: what is called {run.Name} in vCenter and in the catalog.");
            return;
        }

        await run.RemoveAsync();
    }
}
