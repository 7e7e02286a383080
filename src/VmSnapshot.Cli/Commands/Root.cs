using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using VmSnapshot.Cli.Options;

namespace VmSnapshot.Cli.Commands;

/// <summary>The whole command line.</summary>
internal static class Root
{
    public static RootCommand Create(GlobalOptions globals)
    {
        var root = new RootCommand("Makes vSphere virtual machines from snapshots.");
        foreach (var option in globals.All)
        {
            root.Add(option);
        }

        root.Add(DemoCommand.Create(globals));
        root.Add(DoctorCommand.Create(globals));
        root.Add(new CliCommand("vm", "Looks at VMs, and makes new ones from snapshots.")
            .With(VmListCommand.Create(globals), VmShowCommand.Create(globals), VmCreateCommand.Create(globals)));
        root.Add(new CliCommand("snapshot", "Makes snapshots and keeps their catalog.")
            .With(
                SnapshotCreateCommand.Create(globals), SnapshotListCommand.Create(globals), SnapshotShowCommand.Create(globals),
                SnapshotDeleteCommand.Create(globals), SnapshotRestoreCommand.Create(globals)));
        root.Add(new CliCommand("operation", "Looks at operations, goes on with them, and cancels them.")
            .With(
                OperationListCommand.Create(globals), OperationShowCommand.Create(globals),
                OperationResumeCommand.Create(globals), OperationCancelCommand.Create(globals)));
        root.Add(SimulatorCommand.Create(globals));
        root.Add(HelpCommand.Create(root));
        foreach (var version in root.Options.OfType<VersionOption>())
        {
            version.Action = new VersionInJson((SynchronousCommandLineAction)version.Action!, globals);
        }

        foreach (var help in root.Options.OfType<HelpOption>())
        {
            help.Action = new HelpWithExamples((SynchronousCommandLineAction)help.Action!);
        }

        return root;
    }
}
