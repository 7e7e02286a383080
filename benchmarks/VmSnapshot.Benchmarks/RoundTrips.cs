using VmSnapshot.Benchmarks.BareChannel;
using VmSnapshot.Vim25;

namespace VmSnapshot.Benchmarks;

/// <summary>FindByInventoryPath again and again on a warm connection, beside the bare channel and govmomi.</summary>
internal static class RoundTrips
{
    private const string InventoryPath = "/DC0/vm/stopped";

    public static async Task RunAsync(Uri vCenter, int rounds)
    {
        var user = Environment.GetEnvironmentVariable("VMSNAPSHOT_USERNAME")!;
        var password = Environment.GetEnvironmentVariable("VMSNAPSHOT_PASSWORD")!;
        await using var client = new VimClient(new VimClientOptions { Endpoint = vCenter });
        var content = await client.RetrieveServiceContentAsync(VimClient.ServiceInstance);
        await client.LoginAsync(content.SessionManager!, user, password);
        var index = content.SearchIndex!;

        using var channel = new Channel(vCenter);
        await channel.CallAsync("Login", "SessionManager", content.SessionManager!.Value, $"<userName>{user}</userName><password>{password}</password>");

        using var govmomi = GovmomiPeer.Start("find");
        Console.WriteLine($"{rounds} rounds in turns, 100 calls each");
        Console.WriteLine();
        Comparison.Print(await Comparison.RunAsync(
            rounds,
            perRound: 100,
            warmUp: 2000,
            new Contestant("SDK", count => Stopwatches.RepeatAsync(count, () => client.FindByInventoryPathAsync(index, InventoryPath))),
            new Contestant("bare WCF channel", count => Stopwatches.RepeatAsync(
                count, () => channel.CallAsync("FindByInventoryPath", "SearchIndex", index.Value, $"<inventoryPath>{InventoryPath}</inventoryPath>"))),
            new Contestant("govmomi", govmomi.RepeatAsync)));
        await client.LogoutAsync(content.SessionManager);
        await channel.CallAsync("Logout", "SessionManager", content.SessionManager.Value);
    }
}
