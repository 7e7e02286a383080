using System.Globalization;
using System.Text;
using VmSnapshot.Vim25.Tests.Support;

namespace VmSnapshot.Vim25.Tests.Client;

public class LargeAnswerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Thousands_of_machines_in_thirty_megabytes_are_read()
    {
        await using var server = LoopbackServer.Answering(Soap.Envelope(Machines(count: 5000, devicesEach: 45)));
        await using var client = new VimClient(new VimClientOptions { Endpoint = server.Endpoint });

        RetrieveResult? read = await client.RetrievePropertiesExAsync(new("PropertyCollector", "pc"), [], new RetrieveOptions(), Stop);

        read!.Objects.Should().HaveCount(5000);
        read.Objects![4999].Obj.Should().Be(new ManagedObjectReference("VirtualMachine", "vm-4999"));
        read.Objects[4999].PropSet!.Single().Val.Should().BeAssignableTo<IReadOnlyList<VirtualDevice>>().Which.Should().HaveCount(45);
    }

    [Fact]
    public async Task A_chain_of_hundreds_of_snapshots_is_read()
    {
        const int Levels = 300;
        string tree = string.Concat(Enumerable.Range(0, Levels).Select(level => $"<childSnapshotList><snapshot type=\"VirtualMachineSnapshot\">snapshot-{level.ToString(CultureInfo.InvariantCulture)}</snapshot>"))
            + string.Concat(Enumerable.Repeat("</childSnapshotList>", Levels));
        string body = "<RetrievePropertiesExResponse xmlns=\"urn:vim25\"><returnval><objects><obj type=\"VirtualMachine\">vm-1</obj><propSet><name>snapshot</name>"
            + $"<val xsi:type=\"VirtualMachineSnapshotInfo\"><rootSnapshotList><name>root</name>{tree}</rootSnapshotList></val></propSet></objects></returnval></RetrievePropertiesExResponse>";
        await using var server = LoopbackServer.Answering(Soap.Envelope(body));
        await using VimClient client = server.Client();

        RetrieveResult? read = await client.RetrievePropertiesExAsync(new("PropertyCollector", "pc"), [], new RetrieveOptions(), Stop);

        VirtualMachineSnapshotTree? node = ((VirtualMachineSnapshotInfo)read!.Objects!.Single().PropSet!.Single().Val!).RootSnapshotList!.Single();
        int depth = 0;
        while (node?.ChildSnapshotList is [var child, ..])
        {
            node = child;
            depth++;
        }

        depth.Should().Be(Levels);
    }

    private static string Machines(int count, int devicesEach)
    {
        string devices = string.Concat(Enumerable.Repeat(
            "<VirtualDevice xsi:type=\"VirtualDisk\"><key>2000</key><deviceInfo><label>Hard disk 1</label></deviceInfo><capacityInKB>1048576</capacityInKB></VirtualDevice>", devicesEach));
        var text = new StringBuilder("<RetrievePropertiesExResponse xmlns=\"urn:vim25\"><returnval>");
        for (int index = 0; index < count; index++)
        {
            text.Append("<objects><obj type=\"VirtualMachine\">vm-").Append(index.ToString(CultureInfo.InvariantCulture))
                .Append("</obj><propSet><name>config.hardware.device</name><val xsi:type=\"ArrayOfVirtualDevice\">").Append(devices).Append("</val></propSet></objects>");
        }

        text.Length.Should().BeGreaterThan(30_000_000);
        return text.Append("</returnval></RetrievePropertiesExResponse>").ToString();
    }
}
