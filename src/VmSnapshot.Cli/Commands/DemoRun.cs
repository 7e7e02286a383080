using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using VmSnapshot.Cli.Output;
using VmSnapshot.Cli.Running;
using VmSnapshot.Sdk;
using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Cli.Commands;

/// <summary>One run of the demo: calls each of the six steps by itself, as a host that composes them would.</summary>
internal sealed class DemoRun(CommandContext context, VmReference source, bool powerOn)
{
    private const long AddedDiskBytes = 1L << 30;

    private readonly List<DemoStep> _steps = [];
    private VmInfo? _info;
    private TemplateInfo? _template;
    private Snapshot? _snapshot;
    private VmPlan? _plan;
    private CreatedVm? _vm;
    private DemoDocument? _document;

    /// <summary>How everything that the run makes is called.</summary>
    public string Name { get; } = string.Create(CultureInfo.InvariantCulture, $"vmsnap-demo-{TimeProvider.System.GetUtcNow():yyyyMMdd-HHmmss}");

    /// <summary>Process A: steps 1 to 3.</summary>
    public async Task MakeSnapshotAsync()
    {
        var vCenter = await context.Get<IVSphereGateway>().ConnectAsync(context.Token);
        Say($"{vCenter.FullName} at {context.Settings.VCenter}, records in {context.StoreName}.");

        var request = new CreateSnapshotRequest { Vm = source, Name = Name, Description = "Made by vmsnap demo.", Labels = new Dictionary<string, string> { ["demo"] = "true" } };
        _info = await StepAsync(
            "ExtractVmInfo", $"read VM '{source.Value}' and settled how its snapshot will be called, kept and placed",
            _ => context.Snapshots.ExtractVmInfoAsync(request, context.Token),
            info => new DemoStep { VmInfo = info.ToDocument() }, step => DemoViews.VmInfo(step.VmInfo!));
        context.OperationId = _info.OperationId;
        context.WhenInterrupted = $"Whatever the demo had made under the name {Name} was removed again, unless it was to be kept.";
        _template = await StepAsync(
            "CloneToTemplate", "cloned the VM and marked the clone as template",
            progress => context.Snapshots.CloneToTemplateAsync(_info, progress, context.Token),
            template => new DemoStep { Template = template.ToDocument() }, step => SnapshotViews.Template(step.Template!));
        _snapshot = await StepAsync(
            "RecordSnapshot", "kept this with the VM's and the template's information in the snapshot database, in one transaction",
            _ => context.Snapshots.RecordSnapshotAsync(_info, _template, context.Token),
            snapshot => new DemoStep { Snapshot = snapshot.ToDocument() }, step => SnapshotViews.Basic(step.Snapshot!));
    }

    /// <summary>Process B: steps 4 to 6.</summary>
    public async Task MakeVmAsync()
    {
        var request = new CreateVmRequest
        {
            Snapshot = _snapshot!.Id,
            Name = $"{Name}-vm",
            Cpus = _snapshot.Source.Cpus * 2,
            MemoryMiB = _snapshot.Source.MemoryMiB + 1024,
            AddedDisksBytes = [AddedDiskBytes],
            PowerOn = powerOn,
        };
        var plans = await StepAsync(
            "PrepareVm", "checked what the new VM shall be against the record, with other hardware than the snapshot's",
            _ => context.Factory.PrepareVmAsync(request, context.Token),
            made => new DemoStep { Plan = made[0].ToDocument() }, step => PlanViews.Show(step.Plan!));
        _plan = plans[0];
        context.OperationId = _plan.OperationId;
        _vm = await StepAsync(
            "DeployVm", "cloned the template: the new VM, with the snapshot's hardware",
            progress => context.Factory.DeployVmAsync(_plan, progress, context.Token),
            vm => new DemoStep { Vm = vm.ToItem() }, step => DemoViews.Vm(step.Vm!));
        _vm = await StepAsync(
            "ConfigureVm", powerOn ? "gave it the hardware of the plan and powered it on" : "gave it the hardware of the plan",
            progress => context.Factory.ConfigureVmAsync(_plan, _vm, progress, context.Token),
            vm => new DemoStep { Vm = vm.ToItem() }, step => DemoViews.Vm(step.Vm!));
    }

    /// <summary>Looks at what is there now: the catalog, and the new VM in vCenter.</summary>
    public async Task ShowOutcomeAsync()
    {
        var page = await context.Snapshots.ListAsync(new SnapshotQuery { NameContains = Name }, context.Token);
        var vm = await context.Inventory.GetAsync(new VmReference(VmReferenceKind.MoRef, _vm!.MoRef.Value), context.Token);
        _document = new DemoDocument
        {
            VCenter = context.Settings.VCenter!.ToString(),
            Steps = _steps,
            Catalog = [.. page.Items.Select(s => s.ToDocument())],
            Vm = vm.ToDocument(),
        };
        context.Output.Show(new Rows(
            Cell.Of(" "), Shape.Heading("The catalog"), Shape.Indented(SnapshotViews.List(new SnapshotListDocument(_document.Catalog, null))),
            Text.Empty, Shape.Heading("The new VM, as vCenter has it"), Shape.Indented(VmViews.Show(_document.Vm))));
    }

    /// <summary>Destroys what the run made: nothing that isn't marked as this run's.</summary>
    public async Task RemoveAsync()
    {
        if (_plan is not null && _vm is not null)
        {
            await DestroyAsync(_vm.MoRef, _plan.Marker);
        }

        if (_snapshot is not null)
        {
            await context.Snapshots.DeleteAsync(_snapshot.Id, new DeleteSnapshotOptions { Purge = true });
        }
        else if (_info is not null && _template is not null)
        {
            await DestroyAsync(_template.MoRef, _info.Marker);
        }

        if (_template is not null)
        {
            Say($"Removed again: everything called {Name}.");
        }

        _document = _document is null ? null : _document with { Removed = true };
    }

    public void WriteDocument()
    {
        if (context.Output.IsJson)
        {
            context.Output.Write(_document!, CliJson.Default.DemoDocument, _ => Text.Empty);
        }
    }

    public void Say(string text) => context.Output.Show(new Rows(Text.Empty, Cell.Of(text)));

    private async Task<T> StepAsync<T>(
        string name, string what, Func<IProgress<OperationProgress>, Task<T>> run, Func<T, DemoStep> document, Func<DemoStep, IRenderable> view)
    {
        var clock = Stopwatch.StartNew();
        var result = await context.Output.TrackAsync(progress => run(progress));
        var step = document(result) with { Step = name, Seconds = Math.Round(clock.Elapsed.TotalSeconds, 3) };
        _steps.Add(step);
        var seconds = step.Seconds.ToString("0.00", CultureInfo.InvariantCulture);
        context.Output.Show(new Rows(
            Text.Empty, Shape.Heading($"Step {_steps.Count} of 6, {name} ({seconds} s): {what}"), Shape.Indented(view(step))));
        return result;
    }

    private async Task DestroyAsync(MoRef machine, OwnershipMarker marker)
    {
        // Not the command's token: this is what cleans up after an interruption.
        var gateway = context.Get<IVSphereGateway>();
        if (await gateway.ReadVmAsync(machine) is not { } found || found.Marker != marker)
        {
            return;
        }

        if (found.PowerState == VmPowerState.PoweredOn)
        {
            await EndAsync(gateway, await gateway.StartPowerOffAsync(machine), $"power off '{found.Name}'");
        }

        await EndAsync(gateway, await gateway.StartDestroyAsync(machine), $"destroy '{found.Name}'");
    }

    private static async Task EndAsync(IVSphereGateway gateway, MoRef task, string attempted)
    {
        await foreach (var seen in gateway.WatchTaskAsync(task))
        {
            if (seen.State == VCenterTaskState.Error)
            {
                throw new VmSnapshotException(
                    VmSnapshotErrorCodes.VCenterFault, $"Could not {attempted}: {seen.Fault?.Name} {seen.Fault?.Message}".TrimEnd())
                { Fault = seen.Fault };
            }
        }
    }
}
