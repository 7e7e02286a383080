namespace VmSnapshot.Simulator.Cloning;

/// <summary>Full, linked and instant clones, templates, moves.</summary>
internal static class CloneOperations
{
    internal static void Register(VCenter vCenter)
    {
        new CloneTask(vCenter).Register();
        new InstantCloneTask(vCenter).Register();
        new Templates(vCenter).Register();
        new RelocateTask(vCenter).Register();
        new PromoteTask(vCenter).Register();
        new CloneChecks(vCenter).Register();
    }
}
