using VmSnapshot.Cli.Options;
using VmSnapshot.Cli.Output;
using VmSnapshot.Cli.Running;
using VmSnapshot.Sdk;

namespace VmSnapshot.Cli.Commands;

/// <summary><c>doctor</c></summary>
internal static class DoctorCommand
{
    public static CliCommand Create(GlobalOptions globals) =>
        new CliCommand("doctor", "Checks connection, certificate, session, privileges and snapshot database.", "vmsnap --vcenter https://vcenter.example doctor")
            .Runs(globals, async (context, _) =>
            {
                var found = await context.Get<IVmSnapshotDiagnostics>().RunAsync(context.Token);
                var checks = found.Select(check => DoctorAdvice.For(check, context.Settings, context.StoreName)).ToList();
                context.Output.Write(DocumentMapping.ToDocument(checks), CliJson.Default.DoctorDocument, DoctorView.Show);
                return Worst(checks);
            });

    // Checks that could not be made carry no code: what kept them from being made does.
    private static int Worst(List<DiagnosticCheck> checks) => checks
        .Where(check => !check.Ok)
        .Select(check => check.ErrorCode is { } code ? ExitCodes.Of(code) : ExitCodes.Failed)
        .DefaultIfEmpty(ExitCodes.Done)
        .Max();
}
