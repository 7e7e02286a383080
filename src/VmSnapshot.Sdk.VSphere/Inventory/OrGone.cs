using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.VSphere.Inventory;

/// <summary>Reading an object that may be gone by now is a question, and "gone" an answer.</summary>
internal static class OrGone
{
    public static async Task<T> ReadAsync<T>(Func<Task<T>> read, T gone)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (VimFaultException e) when (e.Is("ManagedObjectNotFound"))
        {
            return gone;
        }
    }
}
