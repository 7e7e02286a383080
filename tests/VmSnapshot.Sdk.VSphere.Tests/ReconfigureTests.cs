using System.Xml.Linq;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.VSphere.Tests.Support;

namespace VmSnapshot.Sdk.VSphere.Tests;

/// <summary>What ReconfigVM_Task is sent.</summary>
public sealed class ReconfigureTests
{
    private const long GiB = 1L << 30;
    private static readonly MoRef Vm = new("VirtualMachine", "vm-42");

    [Fact]
    public async Task Sizes_are_sent_with_the_change_version_and_without_devices()
    {
        await using var vcenter = WithVm();

        var task = await vcenter.Gateway.StartReconfigureAsync(
            Vm,
            new ReconfigureVm { ChangeVersion = "2026-03-01T08:00:00.123456Z", Cpus = 4, CoresPerSocket = 2, MemoryMiB = 8192 },
            TestContext.Current.CancellationToken);

        task.Should().Be(new MoRef("Task", "task-101"));
        vcenter.Request("ReconfigVM_Task").ShouldBe("""
            <ReconfigVM_Task>
              <_this type="VirtualMachine">vm-42</_this>
              <spec>
                <changeVersion>2026-03-01T08:00:00.123456Z</changeVersion>
                <numCPUs>4</numCPUs>
                <numCoresPerSocket>2</numCoresPerSocket>
                <memoryMB>8192</memoryMB>
              </spec>
            </ReconfigVM_Task>
            """);
    }

    [Fact]
    public async Task A_growing_disk_is_sent_whole_with_both_capacities()
    {
        await using var vcenter = WithVm();

        var spec = await ReconfigureAsync(vcenter, new ReconfigureVm { GrowDisks = [new GrowDisk(2000, 40 * GiB)] });

        spec.ShouldBe("""
            <spec>
              <deviceChange>
                <operation>edit</operation>
                <device xsi:type="VirtualDisk">
                  <key>2000</key>
                  <deviceInfo><label>Hard disk 1</label><summary>16,777,216 KB</summary></deviceInfo>
                  <backing xsi:type="VirtualDiskFlatVer2BackingInfo">
                    <fileName>[ssd-1] web/web.vmdk</fileName>
                    <datastore type="Datastore">datastore-11</datastore>
                    <backingObjectId></backingObjectId>
                    <diskMode>persistent</diskMode>
                    <split>false</split>
                    <writeThrough>false</writeThrough>
                    <thinProvisioned>true</thinProvisioned>
                    <uuid>6000C29a-1111-2222-3333-444455556666</uuid>
                    <contentId>0a1b2c3d</contentId>
                    <digestEnabled>false</digestEnabled>
                    <sharing>sharingNone</sharing>
                  </backing>
                  <controllerKey>1000</controllerKey>
                  <unitNumber>0</unitNumber>
                  <capacityInKB>41943040</capacityInKB>
                  <capacityInBytes>42949672960</capacityInBytes>
                  <shares><shares>1000</shares><level>normal</level></shares>
                  <storageIOAllocation><limit>-1</limit><shares><shares>1000</shares><level>normal</level></shares><reservation>0</reservation></storageIOAllocation>
                  <diskObjectId>12-2000</diskObjectId>
                  <nativeUnmanagedLinkedClone>false</nativeUnmanagedLinkedClone>
                </device>
              </deviceChange>
            </spec>
            """);
    }

    [Fact]
    public async Task Added_disks_have_negative_keys_of_their_own_and_a_file_to_be_created()
    {
        await using var vcenter = WithVm();

        var spec = await ReconfigureAsync(
            vcenter, new ReconfigureVm { AddDisks = [new AddDisk(1000, 1, 10 * GiB), new AddDisk(1000, 2, 20 * GiB), new AddDisk(1000, 8, 30 * GiB)] });

        var added = spec.Children("deviceChange").ToList();
        added[0].ShouldBe("""
            <deviceChange>
              <operation>add</operation>
              <fileOperation>create</fileOperation>
              <device xsi:type="VirtualDisk">
                <key>-101</key>
                <backing xsi:type="VirtualDiskFlatVer2BackingInfo">
                  <fileName></fileName>
                  <diskMode>persistent</diskMode>
                  <thinProvisioned>true</thinProvisioned>
                </backing>
                <controllerKey>1000</controllerKey>
                <unitNumber>1</unitNumber>
                <capacityInKB>10485760</capacityInKB>
                <capacityInBytes>10737418240</capacityInBytes>
              </device>
            </deviceChange>
            """);
        added.Select(a => a.Text("fileOperation")).Should().OnlyContain(operation => operation == "create").And.HaveCount(3);
        added.Select(a => (int)a.Child("device").Child("key")).Should().OnlyHaveUniqueItems().And.OnlyContain(key => key < 0);
        added.Select(a => a.Child("device").Text("unitNumber")).Should().Equal("1", "2", "8");
        vcenter.Calls.Should().NotContain("RetrievePropertiesEx", "added disks need nothing of what is there");
    }

    [Fact]
    public async Task An_adapter_goes_to_a_standard_network_by_the_name_that_vCenter_holds()
    {
        await using var vcenter = WithVm();
        vcenter.Inventory.Add("Network", "network-5", ("name", Property.Text("LAN%2f7")));

        var spec = await ReconfigureAsync(vcenter, Connect("Network", "network-5", "LAN/7"));

        spec.ShouldBe(CardConnectedTo("""
            <backing xsi:type="VirtualEthernetCardNetworkBackingInfo">
              <deviceName>LAN%2f7</deviceName>
              <network type="Network">network-5</network>
            </backing>
            """));
    }

    [Fact]
    public async Task An_adapter_goes_to_a_distributed_port_group_by_its_key_and_the_switchs_uuid()
    {
        const string SwitchUuid = "50 0c 6f 8b 14 a8 76 2b-0d 0f 0a 8e 26 9c 5d 2e";
        await using var vcenter = WithVm();
        vcenter.Inventory
            .Add(
                "DistributedVirtualPortgroup",
                "dvportgroup-21",
                ("name", Property.Text("App")),
                ("key", Property.Text("dvportgroup-21")),
                ("config.distributedVirtualSwitch", Property.Reference("VmwareDistributedVirtualSwitch", "dvs-20")))
            .Add("VmwareDistributedVirtualSwitch", "dvs-20", ("name", Property.Text("Switch")), ("uuid", Property.Text(SwitchUuid)));

        var spec = await ReconfigureAsync(vcenter, Connect("DistributedVirtualPortgroup", "dvportgroup-21", "App"));

        spec.ShouldBe(CardConnectedTo($"""
            <backing xsi:type="VirtualEthernetCardDistributedVirtualPortBackingInfo">
              <port><switchUuid>{SwitchUuid}</switchUuid><portgroupKey>dvportgroup-21</portgroupKey></port>
            </backing>
            """));
    }

    [Fact]
    public async Task A_port_group_whose_switch_this_account_may_not_read_is_refused_before_anything_is_changed()
    {
        await using var vcenter = WithVm();
        vcenter.Inventory.Add("DistributedVirtualPortgroup", "dvportgroup-21", ("name", Property.Text("App")), ("key", Property.Text("dvportgroup-21")));

        var connect = () => ReconfigureAsync(vcenter, Connect("DistributedVirtualPortgroup", "dvportgroup-21", "App"));

        (await connect.Should().ThrowAsync<VmSnapshotException>()).Which.Code.Should().Be(VmSnapshotErrorCodes.PrivilegeMissing);
        vcenter.Calls.Should().NotContain("ReconfigVM_Task");
    }

    [Fact]
    public async Task An_adapter_goes_to_an_opaque_network_by_its_id_and_type()
    {
        await using var vcenter = WithVm();
        vcenter.Inventory.Add("OpaqueNetwork", "network-o31", ("name", Property.Text("Segment")), ("summary", Property.Value("OpaqueNetworkSummary", """
            <network type="OpaqueNetwork">network-o31</network><name>Segment</name><accessible>true</accessible>
            <ipPoolName></ipPoolName><opaqueNetworkId>f2b1-seg</opaqueNetworkId><opaqueNetworkType>nsx.LogicalSwitch</opaqueNetworkType>
            """)));

        var spec = await ReconfigureAsync(vcenter, Connect("OpaqueNetwork", "network-o31", "Segment"));

        spec.ShouldBe(CardConnectedTo("""
            <backing xsi:type="VirtualEthernetCardOpaqueNetworkBackingInfo">
              <opaqueNetworkId>f2b1-seg</opaqueNetworkId>
              <opaqueNetworkType>nsx.LogicalSwitch</opaqueNetworkType>
            </backing>
            """));
    }

    [Fact]
    public async Task Everything_at_once_goes_into_one_spec_in_the_schemas_order()
    {
        await using var vcenter = WithVm();
        vcenter.Inventory.Add("Network", "network-5", ("name", Property.Text("LAN")));

        var spec = await ReconfigureAsync(vcenter, Connect("Network", "network-5", "LAN") with
        {
            ChangeVersion = "7",
            Cpus = 1,
            CoresPerSocket = 1,
            MemoryMiB = 512,
            GrowDisks = [new GrowDisk(2000, 40 * GiB)],
            AddDisks = [new AddDisk(1000, 1, GiB)],
        });

        spec.Elements().Select(e => e.Name.LocalName).Should().Equal(
            "changeVersion", "numCPUs", "numCoresPerSocket", "memoryMB", "deviceChange", "deviceChange", "deviceChange");
        spec.Children("deviceChange").Select(c => c.Text("operation")).Should().Equal("edit", "edit", "add");
    }

    [Fact]
    public async Task A_device_that_is_gone_meanwhile_changes_nothing()
    {
        await using var vcenter = WithVm();

        var grow = () => ReconfigureAsync(vcenter, new ReconfigureVm { GrowDisks = [new GrowDisk(2001, GiB)] });

        (await grow.Should().ThrowAsync<VmSnapshotException>().WithMessage("*2001*")).Which.IsTransient.Should().BeTrue();
        vcenter.Calls.Should().NotContain("ReconfigVM_Task");
    }

    private static FakeVCenter WithVm()
    {
        var vcenter = new FakeVCenter().On("ReconfigVM_Task", """<returnval type="Task">task-101</returnval>""");
        vcenter.Inventory.Add("VirtualMachine", "vm-42", ("config.hardware.device", Devices.All(
            Devices.Controller, Devices.Disk, Devices.Card(4000, Devices.StandardBacking("VM Network", "network-1")))));
        return vcenter;
    }

    private static ReconfigureVm Connect(string type, string id, string name) => new()
    {
        ConnectAdapters = [new ConnectAdapter(4000, new InventoryObject { MoRef = new MoRef(type, id), Name = name, Path = "/DC/network/" + name })],
    };

    private static string CardConnectedTo(string backing) => $"""
        <spec>
          <deviceChange>
            <operation>edit</operation>
            <device xsi:type="VirtualVmxnet3">
              <key>4000</key>
              <deviceInfo><label>Network adapter 1</label><summary>net</summary></deviceInfo>
              {backing}
              <connectable><startConnected>true</startConnected><allowGuestControl>true</allowGuestControl><connected>true</connected><status>ok</status></connectable>
              <controllerKey>100</controllerKey>
              <unitNumber>7</unitNumber>
              <addressType>assigned</addressType>
              <macAddress>00:50:56:aa:bb:00</macAddress>
              <wakeOnLanEnabled>true</wakeOnLanEnabled>
            </device>
          </deviceChange>
        </spec>
        """;

    private static async Task<XElement> ReconfigureAsync(FakeVCenter vcenter, ReconfigureVm changes)
    {
        await vcenter.Gateway.StartReconfigureAsync(Vm, changes, TestContext.Current.CancellationToken);
        return vcenter.Request("ReconfigVM_Task").Child("spec");
    }
}
