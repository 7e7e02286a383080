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

    /// <summary>What is said while an operation that was stopped is cleaned up.</summary>
    public string StoppingNote => interruption.IsSignalled
        ? "stopping, and removing what was made; Ctrl-C again quits at once"
        : $"{interruption.Reason}: stopping, and removing what was made";

    /// <summary>The operation under way, for messages.</summary>
    public string? OperationId { get; set; }

    /// <summary>What to say of a command that was interrupted outside of an operation.</summary>
    public string WhenInterrupted { get; set; } = "Nothing was changed.";

    /// <summary>Whether the records go when the process does.</summary>
    public bool HasTemporaryStore { get; private set; }

    public ISnapshotManager Snapshots => Get<ISnapshotManager>();

    public IVmFactory Factory => Get<IVmFactory>();

    public IVmInventory Inventory => Get<IVmInventory>();

    public T Get<T>()
        where T : notnull => (_services ??= Build()).GetRequiredService<T>();

    public string StorePath { get; private set; } = string.Empty;

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
        StorePath = store.Path ?? Path.Combine((_temporary = new TemporaryFolder()).Path, "snapshots.db");
        return Composition.Build(Settings, StorePath);
    }
}
