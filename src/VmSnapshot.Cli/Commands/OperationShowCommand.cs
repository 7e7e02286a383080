using VmSnapshot.Cli.Options;
using VmSnapshot.Cli.Output;
using VmSnapshot.Cli.Running;

namespace VmSnapshot.Cli.Commands;

/// <summary><c>operation show</c></summary>
internal static class OperationShowCommand
{
    public static CliCommand Create(GlobalOptions globals)
    {
        var id = OptionShapes.OperationId();
        return new CliCommand("show", "Shows one operation, and what was done in its name.", "vmsnap operation show 0198f3a2c4e17b3d9a5e6c0d1f2a3b4c --json")
            .With(id)
            .Runs(
                globals,
                async (context, parsed) =>
                {
                    var operation = await context.Operations.GetAsync(parsed.GetRequiredValue(id), cancellationToken: context.Token);
                    var audit = await context.Operations.GetAuditAsync(operation.Id, cancellationToken: context.Token);
                    context.Output.Write(operation.ToDocument(audit), CliJson.Default.OperationDocument, OperationViews.Show);
                    await Reaping.RunAsync(context);
                    return ExitCodes.Done;
                },
                needsVCenter: _ => false);
    }
}
