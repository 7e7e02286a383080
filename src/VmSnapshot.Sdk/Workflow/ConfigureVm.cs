using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.Tasks;

namespace VmSnapshot.Sdk.Workflow;

/// <summary>Step 6: applies what differs of the hardware, the guest's settings, and powers on when asked.</summary>
internal sealed class ConfigureVm(IVSphereGateway gateway, TaskWaiter waiter, ISecretResolver secretResolver, TimeProvider timeProvider)
{
    public const string Step = nameof(ConfigureVm);

    private static readonly TimeSpan StopTimeout = TimeSpan.FromMinutes(10);

    public Task<CreatedVm> RunAsync(VmPlan plan, CreatedVm vm, StepProgress progress, CancellationToken cancellationToken) =>
        StepTelemetry.RunAsync(Step, plan.OperationId, timeProvider, () => ConfigureAsync(plan, vm, progress, cancellationToken));

    private async Task<CreatedVm> ConfigureAsync(VmPlan plan, CreatedVm vm, StepProgress progress, CancellationToken cancellationToken)
    {
        var current = await gateway.ReadVmAsync(vm.MoRef, cancellationToken).ConfigureAwait(false)
            ?? throw new VmSnapshotNotFoundException(VmSnapshotErrorCodes.VmNotFound, $"VM '{vm.Path}' ({vm.MoRef.Value}) is gone; it can't be configured.");

        var changes = Difference(plan, current);
        if (!changes.IsEmpty)
        {
            await RunTaskAsync(
                $"set the hardware of VM '{vm.Name}'", progress, 0, 40,
                () => gateway.StartReconfigureAsync(vm.MoRef, changes, CancellationToken.None), cancellationToken).ConfigureAwait(false);
        }

        if (plan.Guest is { } guest)
        {
            await CustomizeAsync(vm, guest, progress, cancellationToken).ConfigureAwait(false);
        }

        progress.Report(70, $"VM '{vm.Name}' is configured");
        if (!plan.PowerOn)
        {
            progress.Report(100, $"VM '{vm.Name}' is configured");
            return vm with { Phase = VmPhase.Configured };
        }

        if (current.PowerState != VmPowerState.PoweredOn)
        {
            await RunTaskAsync(
                $"power on VM '{vm.Name}'", progress, 70, 100,
                () => gateway.StartPowerOnAsync(vm.MoRef, CancellationToken.None), cancellationToken).ConfigureAwait(false);
        }

        progress.Report(100, $"VM '{vm.Name}' is powered on");
        return vm with { Phase = VmPhase.PoweredOn };
    }

    private async Task CustomizeAsync(CreatedVm vm, GuestSettings guest, StepProgress progress, CancellationToken cancellationToken)
    {
        var secrets = new Dictionary<SecretReference, string>();
        foreach (var reference in SecretsOf(guest))
        {
            secrets[reference] = await ResolveAsync(vm, reference, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            await RunTaskAsync(
                $"set the guest settings of VM '{vm.Name}'", progress, 40, 70,
                () => gateway.StartCustomizeAsync(vm.MoRef, guest, secrets, CancellationToken.None), cancellationToken).ConfigureAwait(false);
        }
        catch (VmSnapshotException e) when (e.Fault?.Is("CustomizationPending") == true)
        {
            // An earlier call of this step got so far: the settings wait for the next power-on.
        }
    }

    // A host's own resolver may throw anything; its text is not repeated, lest it tell the secret.
    private async Task<string> ResolveAsync(CreatedVm vm, SecretReference reference, CancellationToken cancellationToken)
    {
        try
        {
            return await secretResolver.ResolveAsync(reference, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not VmSnapshotException && !cancellationToken.IsCancellationRequested)
        {
            throw new VmSnapshotException(
                VmSnapshotErrorCodes.SecretUnavailable,
                $"Could not set the guest settings of VM '{vm.Name}': the secret '{reference.Location}' can't be resolved ({e.GetType().Name}).", e);
        }
    }

    private async Task RunTaskAsync(
        string attempted, StepProgress progress, double from, double to, Func<Task<MoRef>> start, CancellationToken cancellationToken)
    {
        progress.Report(from, attempted);
        cancellationToken.ThrowIfCancellationRequested();
        // The answer is waited for even when cancelled: a task that nobody knows can't be stopped.
        var task = await start().ConfigureAwait(false);
        try
        {
            await waiter.WaitAsync(
                task, attempted, percent => progress.Report(from + (percent / 100.0 * (to - from)), attempted), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or VmSnapshotException { Code: VmSnapshotErrorCodes.TaskTimedOut })
        {
            await StopAsync(task, attempted).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>While the task goes on, vCenter refuses to destroy the VM or to change it again.</summary>
    private async Task StopAsync(MoRef task, string attempted)
    {
        using var limit = new CancellationTokenSource(StopTimeout, timeProvider);
        try
        {
            await waiter.StopAsync(task, attempted, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is VmSnapshotException or OperationCanceledException)
        {
            // Why the step ends is what the caller needs to know; who goes on meets the running task.
        }
    }

    private static ReconfigureVm Difference(VmPlan plan, VmDescription current) => new()
    {
        ChangeVersion = current.ChangeVersion,
        Cpus = plan.Cpus != current.Cpus ? plan.Cpus : null,
        CoresPerSocket = plan.CoresPerSocket != current.CoresPerSocket ? plan.CoresPerSocket : null,
        MemoryMiB = plan.MemoryMiB != current.MemoryMiB ? plan.MemoryMiB : null,
        GrowDisks = [.. plan.GrowDisks.Where(grow => current.Disks.Any(d => d.Key == grow.DeviceKey && d.CapacityBytes < grow.CapacityBytes))],
        AddDisks = [.. plan.AddDisks.Where(add => !current.Disks.Any(d => d.ControllerKey == add.ControllerKey && d.UnitNumber == add.UnitNumber))],
        // Two networks of one name can't be told apart by what an adapter says, so the wish is sent as it is: where it is so already, vCenter
        // has nothing to do.
        ConnectAdapters = plan.ConnectAdapters,
    };

    private static IEnumerable<SecretReference> SecretsOf(GuestSettings guest) => guest is WindowsGuest windows
        ? new[] { windows.AdministratorPassword, windows.ProductKey, windows.Domain?.Password }.OfType<SecretReference>().Distinct()
        : [];
}
