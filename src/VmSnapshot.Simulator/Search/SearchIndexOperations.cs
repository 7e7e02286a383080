namespace VmSnapshot.Simulator.Search;

/// <summary>Finding entities by path, name and UUID.</summary>
internal static class SearchIndexOperations
{
    internal static void Register(VCenter vCenter)
    {
    }
}
