using System.Diagnostics;
using VmSnapshot.Vim25;

namespace VmSnapshot.Benchmarks;

/// <summary>How many requests a server answers in a second, eight clients at a time: the two simulators in turns.</summary>
internal static class Requests
{
    private const int Clients = 8;
    private const int Rounds = 5;

    /// <summary>Asks the servers that SIMULATORS names, as <c>name=url</c> apart by blanks.</summary>
    public static async Task RunAsync(int count)
    {
        var servers = (Environment.GetEnvironmentVariable("SIMULATORS") ?? throw new InvalidOperationException("Run benchmarks/run: it starts the simulators and sets SIMULATORS."))
            .Split(' ').Select(server => server.Split('=', 2)).Select(parts => (Name: parts[0], Url: new Uri(parts[1]))).ToList();
        var find = new Dictionary<string, List<double>>();
        var read = new Dictionary<string, List<double>>();
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var (name, url) in servers)
            {
                var (finds, reads) = await MeasureAsync(url, count / Rounds);
                if (round > 0 || Rounds == 1)
                {
                    // The first round warms up.
                    (find.TryGetValue(name, out var f) ? f : find[name] = []).Add(finds);
                    (read.TryGetValue(name, out var r) ? r : read[name] = []).Add(reads);
                }
            }
        }

        Console.WriteLine("| | FindByInventoryPath a second, median | one VM's devices a second, median |");
        Console.WriteLine("|---|---:|---:|");
        foreach (var (name, _) in servers)
        {
            Console.WriteLine(FormattableString.Invariant($"| {name} | {Median(find[name]):0} | {Median(read[name]):0} |"));
        }
    }

    private static async Task<(double Finds, double Reads)> MeasureAsync(Uri url, int count)
    {
        var clients = new List<(VimClient Client, ServiceContent Content, ManagedObjectReference Vm)>();
        for (var i = 0; i < Clients; i++)
        {
            var client = new VimClient(new VimClientOptions { Endpoint = url });
            var content = await client.RetrieveServiceContentAsync(VimClient.ServiceInstance);
            await client.LoginAsync(content.SessionManager!, Environment.GetEnvironmentVariable("VMSNAPSHOT_USERNAME")!, Environment.GetEnvironmentVariable("VMSNAPSHOT_PASSWORD")!);
            clients.Add((client, content, (await client.FindByInventoryPathAsync(content.SearchIndex!, "DC0/vm/stopped"))!));
        }

        var finds = await RateAsync(count, clients, (client, content, _) => client.FindByInventoryPathAsync(content.SearchIndex!, "DC0/vm/stopped"));
        var reads = await RateAsync(count, clients, (client, content, vm) => client.RetrievePropertiesExAsync(
            content.PropertyCollector!,
            [new PropertyFilterSpec { PropSet = [new PropertySpec { Type = "VirtualMachine", PathSet = ["name", "config.hardware.device"] }], ObjectSet = [new ObjectSpec { Obj = vm }] }],
            new RetrieveOptions()));
        foreach (var (client, content, _) in clients)
        {
            await client.LogoutAsync(content.SessionManager!);
            await client.DisposeAsync();
        }

        return (finds, reads);
    }

    private static async Task<double> RateAsync(
        int count, List<(VimClient Client, ServiceContent Content, ManagedObjectReference Vm)> clients, Func<VimClient, ServiceContent, ManagedObjectReference, Task> callAsync)
    {
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(clients.Select(async session =>
        {
            for (var i = 0; i < count / Clients; i++)
            {
                await callAsync(session.Client, session.Content, session.Vm);
            }
        }));
        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
