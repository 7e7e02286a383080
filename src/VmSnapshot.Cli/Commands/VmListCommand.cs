using VmSnapshot.Cli.Options;
using VmSnapshot.Cli.Output;
using VmSnapshot.Cli.Running;
using VmSnapshot.Sdk;

namespace VmSnapshot.Cli.Commands;

/// <summary><c>vm list</c></summary>
internal static class VmListCommand
{
    public static CliCommand Create(GlobalOptions globals)
    {
        var nameContains = OptionShapes.AnyText("--name-contains", "TEXT", "Only VMs whose name contains this, whatever the case.");
        return new CliCommand("list", "Lists the VMs of the vCenter.", "vmsnap --vcenter memory: vm list", "vmsnap vm list --name-contains web --json")
            .With(nameContains)
            .Runs(globals, (context, parsed) => RunAsync(context, parsed.GetValue(nameContains)));
    }

    private static async Task<int> RunAsync(CommandContext context, string? nameContains)
    {
        var vms = new List<VmSummary>();
        await foreach (var vm in context.Inventory.ListAsync(nameContains, context.Token))
        {
            vms.Add(vm);
        }

        var sorted = vms.OrderBy(vm => vm.Name, StringComparer.OrdinalIgnoreCase).ThenBy(vm => vm.Path, StringComparer.Ordinal);
        context.Output.WriteList(new VmListDocument([.. sorted.Select(vm => vm.ToItem())]), CliJson.Default.VmListDocument, VmViews.List, vms.Count, "There is no such VM.");
        return ExitCodes.Done;
    }
}
