using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.Operations;

namespace VmSnapshot.Sdk.Workflow;

/// <summary>Step 6: applies what differs of the hardware, the guest's settings, and powers on when asked.</summary>
internal sealed class ConfigureVm(IVSphereGateway gateway, Mutations mutations, ISecretResolver secretResolver, TimeProvider timeProvider)
{
    public const string Step = nameof(ConfigureVm);

    public Task<CreatedVm> RunAsync(VmPlan plan, CreatedVm vm, ItemJournal journal, StepProgress progress, CancellationToken cancellationToken) =>
        StepTelemetry.RunAsync(Step, plan.OperationId, timeProvider, () => ConfigureAsync(plan, vm, journal, progress, cancellationToken));

    private async Task<CreatedVm> ConfigureAsync(VmPlan plan, CreatedVm vm, ItemJournal journal, StepProgress progress, CancellationToken cancellationToken)
    {
        if (!journal.State.IsHardwareSet)
        {
            await SetHardwareAsync(plan, vm, journal, progress, cancellationToken).ConfigureAwait(false);
        }

        if (plan.Guest is { } guest && !journal.State.IsGuestSet)
        {
            await CustomizeAsync(vm, guest, journal, progress, cancellationToken).ConfigureAwait(false);
        }

        progress.Report(70, $"VM '{vm.Name}' is configured");
        var configured = vm with { Phase = VmPhase.Configured };
        if (plan.PowerOn)
        {
            await PowerOnAsync(vm, journal, progress, cancellationToken).ConfigureAwait(false);
            configured = vm with { Phase = VmPhase.PoweredOn };
        }

        progress.Report(100, $"VM '{vm.Name}' is {(plan.PowerOn ? "powered on" : "configured")}");
        return configured;
    }

    private async Task<VmDescription> ReadAsync(CreatedVm vm, CancellationToken cancellationToken)
    {
        var found = await gateway.ReadVmAsync(vm.MoRef, cancellationToken).ConfigureAwait(false)
            ?? throw new VmSnapshotNotFoundException(VmSnapshotErrorCodes.VmNotFound, $"VM '{vm.Path}' ({vm.MoRef.Value}) is gone; it can't be configured.");
        return string.Equals(found.InstanceUuid, vm.InstanceUuid, StringComparison.OrdinalIgnoreCase)
            ? found
            : throw new VmSnapshotConflictException(
                VmSnapshotErrorCodes.Conflict,
                $"{vm.MoRef.Value} is {found.Path} (instance UUID {found.InstanceUuid}), not VM '{vm.Name}' that was made ({vm.InstanceUuid}); it is not configured.");
    }

    private Task<VmDescription> SetHardwareAsync(VmPlan plan, CreatedVm vm, ItemJournal journal, StepProgress progress, CancellationToken cancellationToken)
    {
        var attempted = $"set the hardware of VM '{vm.Name}'";
        progress.Report(0, attempted);
        // What differed when the VM was last looked at, with the version that it had then: where something else changes it meanwhile, vCenter
        // refuses, and what still differs is asked for.
        var changes = new ReconfigureVm();
        return mutations.RunAsync(
            journal,
            new Mutation<VmDescription>
            {
                Call = "ReconfigVM_Task",
                Target = $"{vm.MoRef.Value} hardware",
                Attempted = attempted,
                Probe = async token =>
                {
                    var current = await ReadAsync(vm, token).ConfigureAwait(false);
                    changes = Difference(plan, current);
                    return changes.IsEmpty ? current : null;
                },
                Send = async () => await gateway.StartReconfigureAsync(vm.MoRef, changes, CancellationToken.None).ConfigureAwait(false),
                ReadBack = async (_, token) => await ReadAsync(vm, token).ConfigureAwait(false),
                Record = (state, _) => state with { IsHardwareSet = true },
                Progress = percent => progress.Report(percent * 0.4, attempted),
            },
            cancellationToken);
    }

    private async Task CustomizeAsync(CreatedVm vm, GuestSettings guest, ItemJournal journal, StepProgress progress, CancellationToken cancellationToken)
    {
        var attempted = $"set the guest settings of VM '{vm.Name}'";
        progress.Report(40, attempted);
        var secrets = new Dictionary<SecretReference, string>();
        foreach (var reference in SecretsOf(guest))
        {
            secrets[reference] = await ResolveAsync(vm, reference, cancellationToken).ConfigureAwait(false);
        }

        await mutations.RunAsync(
            journal,
            new Mutation<VmDescription>
            {
                Call = "CustomizeVM_Task",
                Target = vm.MoRef.Value,
                Attempted = attempted,
                // Whether settings wait for the next power-on can't be read: asked for again, vCenter answers CustomizationPending.
                Probe = _ => Task.FromResult<VmDescription?>(null),
                Send = async () => await gateway.StartCustomizeAsync(vm.MoRef, guest, secrets, CancellationToken.None).ConfigureAwait(false),
                IsDoneBy = fault => fault.Is("CustomizationPending"),
                ReadBack = async (_, token) => await ReadAsync(vm, token).ConfigureAwait(false),
                Record = (state, _) => state with { IsGuestSet = true },
                Progress = percent => progress.Report(40 + (percent * 0.3), attempted),
            },
            cancellationToken).ConfigureAwait(false);
    }

    private async Task PowerOnAsync(CreatedVm vm, ItemJournal journal, StepProgress progress, CancellationToken cancellationToken)
    {
        var attempted = $"power on VM '{vm.Name}'";
        progress.Report(70, attempted);
        await mutations.RunAsync(
            journal,
            new Mutation<VmDescription>
            {
                Call = "PowerOnVM_Task",
                Target = vm.MoRef.Value,
                Attempted = attempted,
                Probe = async token => await ReadAsync(vm, token).ConfigureAwait(false) is { PowerState: VmPowerState.PoweredOn } on ? on : null,
                Send = async () => await gateway.StartPowerOnAsync(vm.MoRef, CancellationToken.None).ConfigureAwait(false),
                ReadBack = async (_, token) => await ReadAsync(vm, token).ConfigureAwait(false),
                Progress = percent => progress.Report(70 + (percent * 0.3), attempted),
            },
            cancellationToken).ConfigureAwait(false);
    }

    // A host's own resolver may throw anything; neither its text nor itself is passed on, lest it tell the secret. What it says is unavailable, it says
    // in words for people.
    private async Task<string> ResolveAsync(CreatedVm vm, SecretReference reference, CancellationToken cancellationToken)
    {
        try
        {
            return await secretResolver.ResolveAsync(reference, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e) when (e is not VmSnapshotException { Code: VmSnapshotErrorCodes.SecretUnavailable })
        {
            throw new VmSnapshotException(
                VmSnapshotErrorCodes.SecretUnavailable,
                $"Could not set the guest settings of VM '{vm.Name}': the secret '{reference.Location}' can't be resolved ({e.GetType().Name}).");
        }
    }

    private static ReconfigureVm Difference(VmPlan plan, VmDescription current) => new()
    {
        ChangeVersion = current.ChangeVersion,
        Cpus = plan.Cpus != current.Cpus ? plan.Cpus : null,
        CoresPerSocket = plan.CoresPerSocket != current.CoresPerSocket ? plan.CoresPerSocket : null,
        MemoryMiB = plan.MemoryMiB != current.MemoryMiB ? plan.MemoryMiB : null,
        // A key that the VM doesn't have is sent too: the gateway says so, where leaving it out would look like success.
        GrowDisks = [.. plan.GrowDisks.Where(grow => !current.Disks.Any(d => d.Key == grow.DeviceKey && d.CapacityBytes >= grow.CapacityBytes))],
        AddDisks = [.. plan.AddDisks.Where(add => !current.Disks.Any(d => d.ControllerKey == add.ControllerKey && d.UnitNumber == add.UnitNumber))],
        // Two networks of one name can't be told apart by what an adapter says, so the wish is sent as it is: where it is so already, vCenter
        // has nothing to do.
        ConnectAdapters = plan.ConnectAdapters,
    };

    private static IEnumerable<SecretReference> SecretsOf(GuestSettings guest) => guest is WindowsGuest windows
        ? new[] { windows.AdministratorPassword, windows.ProductKey, windows.Domain?.Password }.OfType<SecretReference>().Distinct()
        : [];
}
