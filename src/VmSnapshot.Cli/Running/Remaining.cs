namespace VmSnapshot.Cli.Running;

/// <summary>What becomes of operations whose command ends before they do, in words.</summary>
internal static class Remaining
{
    public static string Of(CommandContext context, string operationId) => context.Settings.VCenter is not { IsSimulated: true }
        ? $"Operation {operationId} stays resumable: 'vmsnap operation resume {operationId}' goes on with it, 'vmsnap operation cancel {operationId}' takes back what it made."
        : context.HasTemporaryStore
            ? "The simulated vCenter (memory:) lives as long as the command: the operation and what it made are gone with it."
            : $"The simulated vCenter (memory:) lives as long as the command: what the operation made is gone with it. The journal in {context.StoreName} still has it: 'vmsnap --vcenter memory: operation cancel {operationId}' closes it.";

    public static string OfAll => "What hasn't ended stays resumable: 'vmsnap operation resume' goes on with it, 'vmsnap operation list' shows it.";
}
