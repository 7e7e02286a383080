using System.CommandLine;
using VmSnapshot.Cli.Options;
using VmSnapshot.Cli.Output;
using VmSnapshot.Cli.Running;
using VmSnapshot.Sdk;

namespace VmSnapshot.Cli.Commands;

/// <summary><c>vm create</c>: steps 4 to 6.</summary>
internal sealed class VmCreateCommand
{
    private const string PoweredOn = "powered-on";

    private readonly Option<string> _snapshot = OptionShapes.Required("--snapshot", "SNAPSHOT", "The snapshot: its name or id.");
    private readonly Option<string?> _name = OptionShapes.AnyText("--name", "NAME", "The VM's name.");
    private readonly Option<int?> _count = OptionShapes.Number<int>("--count", "How many VMs to make, with --name-pattern.");
    private readonly Option<string?> _namePattern = OptionShapes.AnyText("--name-pattern", "P", "Their names, with {index} or {index:000}, counted from 1.");
    private readonly Option<int?> _cpus = OptionShapes.Number<int>("--cpus", "Virtual CPUs. Default: the snapshot's.");
    private readonly Option<int?> _coresPerSocket = OptionShapes.Number<int>("--cores-per-socket", "Cores per socket. Default: the snapshot's, where it divides the CPUs.");
    private readonly Option<long?> _memoryMiB = OptionShapes.Number<long>("--memory-mib", "Memory in MiB. Default: the snapshot's.");
    private readonly Option<string[]> _networks = OptionShapes.Many(
        "--network", "NIC=NETWORK", "Attaches an adapter (device key, label, or position from 0) to a network.");

    private readonly Option<string[]> _disks = OptionShapes.Many("--disk", "KEY_OR_LABEL=GIB", "Grows a disk.");
    private readonly Option<string[]> _addDisks = OptionShapes.Many("--add-disk", "GIB", "Adds an empty disk.");
    private readonly Option<string?> _datastore = OptionShapes.Text("--datastore", "DS", "The datastore. Default: the template's.");
    private readonly Option<string?> _resourcePool = OptionShapes.Text("--resource-pool", "PATH", "The resource pool. Default: the source VM's.");
    private readonly Option<string?> _folder = OptionShapes.Text("--folder", "PATH", "The VM folder. Default: the source VM's.");
    private readonly Option<string?> _guest = OptionShapes.Text(
        "--guest", "FILE.json", "Settings of the guest operating system; secrets in it are {\"secret\":\"env:NAME\"} or {\"secret\":\"file:PATH\"}.");

    private readonly Option<bool> _powerOn = OptionShapes.Flag("--power-on", "Powers it on at the end.");
    private readonly Option<string?> _waitFor = OptionShapes.OneOf(
        "--wait-for",
        "What must be reached at least before the command ends. This version always waits until all that is asked for is done; powered-on needs --power-on.",
        "created", "configured", PoweredOn);

    private readonly Option<int?> _minimumCount = OptionShapes.Number<int>(
        "--minimum-count", "How many of --count must be made: with fewer all are removed again, with as many it is a success. Default: all must, and those that were made stay.");

    private readonly Option<string?> _token = OptionShapes.Token();
    private readonly Option<bool> _noWait = OptionShapes.NoWait();
    private readonly Option<bool> _dryRun = OptionShapes.Flag("--dry-run", "Prints the plan and what was checked, and changes nothing.");

    private VmCreateCommand()
    {
    }

    public static CliCommand Create(GlobalOptions globals)
    {
        var options = new VmCreateCommand();
        return new CliCommand(
            "create", "Makes new VMs from a snapshot: prepares them, clones its template, applies hardware and guest settings.",
            "vmsnap vm create --snapshot web-golden --name web-2 --cpus 4 --memory-mib 8192 --power-on",
            "vmsnap vm create --snapshot web-golden --count 3 --name-pattern 'web-{index:00}' --network '0=VM Network' --disk 'Hard disk 1=80' --add-disk 10",
            "vmsnap vm create --snapshot web-golden --name web-2 --guest guest.json --dry-run")
            .With(
                options._snapshot, options._name, options._count, options._namePattern, options._cpus, options._coresPerSocket, options._memoryMiB,
                options._networks, options._disks, options._addDisks, options._datastore, options._resourcePool, options._folder,
                options._guest, options._powerOn, options._waitFor, options._minimumCount, options._token, options._noWait, options._dryRun)
            .Runs(globals, options.RunAsync);
    }

    private async Task<int> RunAsync(CommandContext context, ParseResult parsed)
    {
        if (parsed.GetValue(_noWait))
        {
            if (parsed.GetValue(_dryRun))
            {
                throw CliErrors.Usage("--dry-run begins nothing that --no-wait could leave to others.");
            }

            NoWait.Check(context);
        }

        var request = await ReadAsync(parsed, context.Token);
        if (request.Guest is { } guest)
        {
            await GuestFile.CheckSecretsAsync(guest, context.Get<ISecretResolver>(), context.Token);
        }

        if (parsed.GetValue(_dryRun))
        {
            var plans = await context.Factory.PrepareVmAsync(request, context.Token);
            context.Output.Write(plans.ToDryRun(), CliJson.Default.DryRunDocument, PlanViews.DryRun);
            return ExitCodes.Done;
        }

        if (parsed.GetValue(_noWait))
        {
            return await NoWait.RunAsync(context, token => context.Factory.CreateAsync(request, token));
        }

        try
        {
            Write(context.Output, await OperationWait.RunAsync(context, token => context.Factory.CreateAsync(request, token)));
            return ExitCodes.Done;
        }
        catch (VmBatchFailedException failed) when (failed.Code == VmSnapshotErrorCodes.BatchIncomplete)
        {
            Write(context.Output, failed.Batch);
            return ExitCodes.Failed;
        }
    }

    private static void Write(CliOutput output, VmBatch batch)
    {
        var document = batch.ToDocument();
        output.Write(document, CliJson.Default.VmCreateDocument, VmViews.Created);
        foreach (var failure in VmViews.Failures(document))
        {
            output.Warn(failure);
        }
    }

    private async Task<CreateVmRequest> ReadAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var powerOn = parsed.GetValue(_powerOn);
        if (parsed.GetValue(_waitFor) == PoweredOn && !powerOn)
        {
            throw CliErrors.Usage($"--wait-for {PoweredOn} needs --power-on.");
        }

        var (name, count) = ReadNames(parsed);
        return new CreateVmRequest
        {
            Snapshot = parsed.GetRequiredValue(_snapshot),
            Name = name,
            Count = count,
            Cpus = parsed.GetValue(_cpus),
            CoresPerSocket = parsed.GetValue(_coresPerSocket),
            MemoryMiB = parsed.GetValue(_memoryMiB),
            Networks = Pairs.Networks(_networks.Name, parsed.GetValue(_networks)),
            Disks = Pairs.Disks(_disks.Name, parsed.GetValue(_disks)),
            AddedDisksBytes = Pairs.Sizes(_addDisks.Name, parsed.GetValue(_addDisks)),
            Datastore = parsed.GetValue(_datastore),
            ResourcePool = parsed.GetValue(_resourcePool),
            Folder = parsed.GetValue(_folder),
            Guest = parsed.GetValue(_guest) is { } file ? await GuestFile.ReadAsync(file, cancellationToken) : null,
            PowerOn = powerOn,
            MinimumCount = parsed.GetValue(_minimumCount),
            ClientToken = parsed.GetValue(_token),
        };
    }

    private (string Name, int Count) ReadNames(ParseResult parsed) => (parsed.GetValue(_name), parsed.GetValue(_count), parsed.GetValue(_namePattern)) switch
    {
        ({ } name, null, null) => (name, 1),
        (null, { } count, { } pattern) => (pattern, count),
        (null, null, null) => throw CliErrors.Usage("The new VM needs a name: give --name NAME, or --count N and --name-pattern P for several."),
        ({ }, _, _) => throw CliErrors.Usage("--name is for one VM; for several give --count N and --name-pattern P, without --name."),
        _ => throw CliErrors.Usage("--count N and --name-pattern P belong together."),
    };
}
