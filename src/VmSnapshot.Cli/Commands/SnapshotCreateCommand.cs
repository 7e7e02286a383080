using System.CommandLine;
using VmSnapshot.Cli.Options;
using VmSnapshot.Cli.Output;
using VmSnapshot.Cli.Running;
using VmSnapshot.Sdk;

namespace VmSnapshot.Cli.Commands;

/// <summary><c>snapshot create</c>: steps 1 to 3.</summary>
internal sealed class SnapshotCreateCommand
{
    private readonly Option<string> _vm = OptionShapes.Required("--vm", "VM", "The VM to take it of: name, inventory path, moRef or instance UUID.");
    private readonly Option<string> _name = OptionShapes.Required("--name", "NAME", "The snapshot's name.");
    private readonly Option<string?> _kind = OptionShapes.OneOf(
        "--kind", "Whole copies of the disks, or children of the source's. Default: full.", Words.All<SnapshotKind>());

    // Powered off is what a capture finds, not what it can ask for.
    private readonly Option<string?> _consistency = OptionShapes.OneOf(
        "--consistency", "How a running VM's disks are captured. Default: crash.", Words.Of(SnapshotConsistency.Crash), Words.Of(SnapshotConsistency.Quiesced));

    private readonly Option<string?> _datastore = OptionShapes.Text("--datastore", "DS", "The template's datastore. Default: the source's.");
    private readonly Option<string?> _folder = OptionShapes.Text("--folder", "PATH", "The template's VM folder. Default: the source's.");
    private readonly Option<string?> _resourcePool = OptionShapes.Text("--resource-pool", "PATH", "The resource pool to clone in. Default: the source's.");
    private readonly Option<string?> _description = OptionShapes.AnyText("--description", "T", "What it is, for people.");
    private readonly Option<string[]> _labels = OptionShapes.Many("--label", "K=V", "A label to find it by.");
    private readonly Option<string?> _family = OptionShapes.Text("--family", "F", "The family that it is the next version of.");
    private readonly Option<string?> _token = OptionShapes.Token();
    private readonly Option<bool> _noWait = OptionShapes.NoWait();

    private SnapshotCreateCommand()
    {
    }

    public static CliCommand Create(GlobalOptions globals)
    {
        var options = new SnapshotCreateCommand();
        return new CliCommand(
            "create", "Makes a snapshot of a VM: extracts its information, clones it to a template, records both.",
            "vmsnap snapshot create --vm web-1 --name web-golden",
            "vmsnap snapshot create --vm path:/DC0/vm/web-1 --name web-golden --kind linked --label os=debian --family web")
            .With(
                options._vm, options._name, options._kind, options._consistency, options._datastore, options._folder, options._resourcePool,
                options._description, options._labels, options._family, options._token, options._noWait)
            .Runs(globals, options.RunAsync);
    }

    private async Task<int> RunAsync(CommandContext context, ParseResult parsed)
    {
        var request = new CreateSnapshotRequest
        {
            Vm = OptionShapes.ParseVm(parsed.GetRequiredValue(_vm)),
            Name = parsed.GetRequiredValue(_name),
            Kind = parsed.GetValue(_kind) is { } kind ? Words.Parse<SnapshotKind>(kind) : SnapshotKind.Full,
            Consistency = parsed.GetValue(_consistency) is { } consistency ? Words.Parse<SnapshotConsistency>(consistency) : SnapshotConsistency.Crash,
            Datastore = parsed.GetValue(_datastore),
            Folder = parsed.GetValue(_folder),
            ResourcePool = parsed.GetValue(_resourcePool),
            Description = parsed.GetValue(_description),
            Labels = Pairs.Labels(_labels.Name, parsed.GetValue(_labels)),
            Family = parsed.GetValue(_family),
            ClientToken = parsed.GetValue(_token),
        };
        if (parsed.GetValue(_noWait))
        {
            NoWait.Check(context);
            return await NoWait.RunAsync(context, token => context.Snapshots.CreateAsync(request, token));
        }

        var snapshot = await OperationWait.RunAsync(context, token => context.Snapshots.CreateAsync(request, token));
        context.Output.Write(snapshot.ToDocument(), CliJson.Default.SnapshotDocument, SnapshotViews.Show);
        context.NoteWhatGoes();
        return ExitCodes.Done;
    }
}
