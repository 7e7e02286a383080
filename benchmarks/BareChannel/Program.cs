// From process start to the first answers over WCF's bare channel: the same five calls as Vim25FirstAnswer.
using System.Security;
using VmSnapshot.Benchmarks.BareChannel;

using var channel = new Channel(new Uri(Setting("VMSNAPSHOT_VCENTER")));
var content = await channel.CallAsync("RetrieveServiceContent", "ServiceInstance", "ServiceInstance");
await channel.CallAsync(
    "Login",
    "SessionManager",
    content["sessionManager"],
    $"<userName>{SecurityElement.Escape(Setting("VMSNAPSHOT_USERNAME"))}</userName><password>{SecurityElement.Escape(Setting("VMSNAPSHOT_PASSWORD"))}</password>");
var found = await channel.CallAsync("FindByInventoryPath", "SearchIndex", content["searchIndex"], "<inventoryPath>/DC0/vm/stopped</inventoryPath>");
var read = await channel.CallAsync(
    "RetrievePropertiesEx",
    "PropertyCollector",
    content["propertyCollector"],
    $"""<specSet><propSet><type>VirtualMachine</type><pathSet>name</pathSet></propSet><objectSet><obj type="VirtualMachine">{found["returnval"]}</obj></objectSet></specSet><options/>""");
Console.WriteLine(read["val"]);
await channel.CallAsync("Logout", "SessionManager", content["sessionManager"]);

static string Setting(string name) => Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"Set {name}.");
