using System.Collections.Frozen;

namespace VmSnapshot.Durability.ProcessTests;

/// <summary>The vim25 methods that change something, of those that the SDK calls.</summary>
internal static class Mutations
{
    /// <summary>Those that are called on what is changed.</summary>
    public static FrozenSet<string> OnTheirTarget { get; } = FrozenSet.Create(
        "Destroy_Task", "ReconfigVM_Task", "CustomizeVM_Task", "PowerOnVM_Task", "PowerOffVM_Task", "MarkAsTemplate");

    /// <summary>Those that take or make something of what they are called on.</summary>
    public static FrozenSet<string> OnASource { get; } = FrozenSet.Create("CloneVM_Task", "CreateSnapshot_Task");

    public static FrozenSet<string> All { get; } = FrozenSet.Create([.. OnTheirTarget, .. OnASource, "RemoveSnapshot_Task"]);
}
