using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.Workflow;

/// <summary>A VM or template that a step makes, as far as it has come: enough to find it again and to know it as ours.</summary>
/// <param name="Folder">Where it goes.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Marker">The mark that makes it ours.</param>
internal sealed record OwnedVm(InventoryObject Folder, string Name, OwnershipMarker Marker)
{
    /// <summary>Whether vCenter was asked for it.</summary>
    public bool IsCloneSent { get; init; }

    /// <summary>The clone's task, if its reference arrived.</summary>
    public MoRef? CloneTask { get; init; }

    /// <summary>The VM itself, once it is known.</summary>
    public MoRef? MoRef { get; init; }

    /// <summary>The same, made and known.</summary>
    public OwnedVm As(MoRef made) => this with { IsCloneSent = true, MoRef = made };
}
