using Microsoft.Extensions.DependencyInjection;
using VmSnapshot.Cli.Options;
using VmSnapshot.Cli.Output;
using VmSnapshot.Sdk;

namespace VmSnapshot.Cli.Running;

/// <summary>What a command works with. Services are built when the first one is asked for.</summary>
internal sealed class CommandContext(CliSettings settings, CliOutput output, Interruption interruption) : IAsyncDisposable
{
    private ServiceProvider? _services;
    private TemporaryFolder? _temporary;

    public CliSettings Settings { get; } = settings;

    public CliOutput Output { get; } = output;

    public CancellationToken Token { get; } = interruption.Token;

    /// <summary>What is said while an operation is given back.</summary>
    public string StoppingNote => interruption.IsSignalled
        ? "stopping to wait, and giving the operation back; Ctrl-C again quits at once"
        : $"{interruption.Reason}: stopping to wait, and giving the operation back";

    /// <summary>The operation under way, for messages.</summary>
    public string? OperationId { get; set; }

    /// <summary>What becomes of the operation when the command ends before it: said with every error. Null where there is none that goes on.</summary>
    public string? WhatRemains { get; set; }

    /// <summary>What to say of a command that was interrupted outside of an operation.</summary>
    public string WhenInterrupted { get; set; } = "Nothing was changed.";

    /// <summary>Whether the records go when the process does.</summary>
    public bool HasTemporaryStore { get; private set; }

    public ISnapshotManager Snapshots => Get<ISnapshotManager>();

    public IVmFactory Factory => Get<IVmFactory>();

    public IOperations Operations => Get<IOperations>();

    public IVmInventory Inventory => Get<IVmInventory>();

    public T Get<T>()
        where T : notnull => (_services ??= Build()).GetRequiredService<T>();

    /// <summary>Where the records are, for people.</summary>
    public string StoreName { get; private set; } = string.Empty;

    /// <summary>Whether a vCenter is named, and nobody has to be asked for a password to reach it.</summary>
    public bool CanReachVCenter => Settings is { VCenter.IsSimulated: true } or { VCenter: not null, Login: not null };

    /// <summary>Makes the records of this run temporary unless a store is named, as <c>demo</c> does.</summary>
    public bool PrefersTemporaryStore { get; set; }

    /// <summary>Says of a snapshot that was made in the simulated vCenter that it is gone with the command.</summary>
    public void NoteWhatGoes()
    {
        if (Settings.VCenter is { IsSimulated: true })
        {
            Output.Note(HasTemporaryStore
                ? "The simulated vCenter (memory:) lives as long as the command: template and record are gone with it."
                : "The simulated vCenter (memory:) lives as long as the command: the template is gone with it, and the record leads nowhere.");
        }
    }

    /// <summary>Stops working on operations and gives their leases back, so that others may go on at once. The journal can still be read.</summary>
    public async Task GiveBackAsync()
    {
        if (Get<IOperationRunner>() is IAsyncDisposable runner)
        {
            await runner.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_services is not null)
            {
                await _services.DisposeAsync();
            }
        }
        catch (Exception e) when (e is VmSnapshotException or OperationCanceledException)
        {
            // A logout that fails must not turn a command that succeeded into one that failed; the session expires.
        }
        finally
        {
            _temporary?.Dispose();
        }
    }

    private ServiceProvider Build()
    {
        var store = Settings.Store
            ?? (PrefersTemporaryStore || Settings.VCenter is { IsSimulated: true } ? StoreLocation.Temporary : StoreLocation.Default());
        HasTemporaryStore = store.IsTemporary;
        StoreName = store.ToString();
        var path = store.IsTemporary ? Path.Combine((_temporary = new TemporaryFolder()).Path, "snapshots.db") : store.Path;
        return Composition.Build(Settings, store, path ?? string.Empty);
    }
}
