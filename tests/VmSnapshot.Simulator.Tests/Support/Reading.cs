using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Support;

/// <summary>Reads single properties as clients do.</summary>
internal static class Reading
{
    /// <summary>What a retrieval says of one object: null when it isn't there for the user.</summary>
    internal static async Task<ObjectContent?> RetrieveAsync(this LoggedIn user, ManagedObjectReference of, params IReadOnlyList<string> properties)
    {
        RetrieveResult? result = await user.Client.RetrievePropertiesExAsync(
            user.Content.PropertyCollector!,
            [new PropertyFilterSpec { PropSet = [new PropertySpec { Type = of.Type, PathSet = properties }], ObjectSet = [new ObjectSpec { Obj = of }] }],
            new RetrieveOptions(),
            TestContext.Current.CancellationToken);
        return result?.Objects?.SingleOrDefault();
    }

    /// <summary>The value of one property.</summary>
    internal static async Task<T?> ReadAsync<T>(this LoggedIn user, ManagedObjectReference of, string property)
        => (T?)(await user.RetrieveAsync(of, property))?.PropSet?.SingleOrDefault()?.Val;
}
