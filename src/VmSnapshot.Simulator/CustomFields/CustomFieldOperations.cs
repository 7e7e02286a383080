namespace VmSnapshot.Simulator.CustomFields;

/// <summary>Custom attributes.</summary>
internal static class CustomFieldOperations
{
    internal static void Register(VCenter vCenter)
    {
    }
}
