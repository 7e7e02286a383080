using VmSnapshot.Cli.Options;
using VmSnapshot.Cli.Output;
using VmSnapshot.Cli.Running;

namespace VmSnapshot.Cli.Commands;

/// <summary><c>vm show</c>: what step 1 reads of a VM.</summary>
internal static class VmShowCommand
{
    public static CliCommand Create(GlobalOptions globals)
    {
        var vm = OptionShapes.Vm();
        return new CliCommand("show", "Shows one VM in full: what a snapshot records of it.", "vmsnap vm show web-1", "vmsnap vm show moref:vm-42 --json")
            .With(vm)
            .Runs(globals, async (context, parsed) =>
            {
                var description = await context.Inventory.GetAsync(OptionShapes.ParseVm(parsed.GetRequiredValue(vm)), context.Token);
                context.Output.Write(description.ToDocument(), CliJson.Default.VmDocument, VmViews.Show);
                return ExitCodes.Done;
            });
    }
}
