// From process start to the first answers over the SDK's own client: the same five calls as BareChannel.
using VmSnapshot.Vim25;

await using var client = new VimClient(new VimClientOptions { Endpoint = new Uri(Setting("VMSNAPSHOT_VCENTER")) });
var content = await client.RetrieveServiceContentAsync(VimClient.ServiceInstance);
await client.LoginAsync(content.SessionManager!, Setting("VMSNAPSHOT_USERNAME"), Setting("VMSNAPSHOT_PASSWORD"));
var found = await client.FindByInventoryPathAsync(content.SearchIndex!, "/DC0/vm/stopped");
var read = await client.RetrievePropertiesExAsync(
    content.PropertyCollector!,
    [new PropertyFilterSpec { PropSet = [new PropertySpec { Type = "VirtualMachine", PathSet = ["name"] }], ObjectSet = [new ObjectSpec { Obj = found }] }],
    new RetrieveOptions());
Console.WriteLine(read!.Objects![0].PropSet![0].Val);
await client.LogoutAsync(content.SessionManager!);

static string Setting(string name) => Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"Set {name}.");
