namespace VmSnapshot.Sdk.VSphere.Tests.Support;

/// <summary>A VM's devices as vCenter describes them.</summary>
internal static class Devices
{
    internal const string Controller = """
        <VirtualDevice xsi:type="ParaVirtualSCSIController"><key>1000</key>
        <deviceInfo><label>SCSI controller 0</label><summary>VMware paravirtual SCSI</summary></deviceInfo>
        <controllerKey>100</controllerKey><unitNumber>3</unitNumber><busNumber>0</busNumber><device>2000</device>
        <hotAddRemove>true</hotAddRemove><sharedBus>noSharing</sharedBus><scsiCtlrUnitNumber>7</scsiCtlrUnitNumber></VirtualDevice>
        """;

    internal const string Disk = """
        <VirtualDevice xsi:type="VirtualDisk"><key>2000</key>
        <deviceInfo><label>Hard disk 1</label><summary>16,777,216 KB</summary></deviceInfo>
        <backing xsi:type="VirtualDiskFlatVer2BackingInfo"><fileName>[ssd-1] web/web.vmdk</fileName><datastore type="Datastore">datastore-11</datastore>
        <backingObjectId></backingObjectId><diskMode>persistent</diskMode><split>false</split><writeThrough>false</writeThrough>
        <thinProvisioned>true</thinProvisioned><uuid>6000C29a-1111-2222-3333-444455556666</uuid><contentId>0a1b2c3d</contentId>
        <digestEnabled>false</digestEnabled><sharing>sharingNone</sharing></backing>
        <controllerKey>1000</controllerKey><unitNumber>0</unitNumber><capacityInKB>16777216</capacityInKB><capacityInBytes>17179869184</capacityInBytes>
        <shares><shares>1000</shares><level>normal</level></shares>
        <storageIOAllocation><limit>-1</limit><shares><shares>1000</shares><level>normal</level></shares><reservation>0</reservation></storageIOAllocation>
        <diskObjectId>12-2000</diskObjectId><nativeUnmanagedLinkedClone>false</nativeUnmanagedLinkedClone></VirtualDevice>
        """;

    internal static string All(params string[] devices) => Property.Value("ArrayOfVirtualDevice", string.Concat(devices));

    internal static string Card(int key, string backing, string type = "VirtualVmxnet3") => $"""
        <VirtualDevice xsi:type="{type}"><key>{key}</key>
        <deviceInfo><label>Network adapter {key - 3999}</label><summary>net</summary></deviceInfo>
        {backing}
        <connectable><startConnected>true</startConnected><allowGuestControl>true</allowGuestControl><connected>true</connected><status>ok</status></connectable>
        <controllerKey>100</controllerKey><unitNumber>{key - 3993}</unitNumber>
        <addressType>assigned</addressType><macAddress>00:50:56:aa:bb:0{key - 4000}</macAddress><wakeOnLanEnabled>true</wakeOnLanEnabled></VirtualDevice>
        """;

    internal static string StandardBacking(string network, string id) =>
        $"""<backing xsi:type="VirtualEthernetCardNetworkBackingInfo"><deviceName>{network}</deviceName><useAutoDetect>false</useAutoDetect><network type="Network">{id}</network></backing>""";

    internal static string PortBacking(string portgroup, string uuid) =>
        $"""<backing xsi:type="VirtualEthernetCardDistributedVirtualPortBackingInfo"><port><switchUuid>{uuid}</switchUuid><portgroupKey>{portgroup}</portgroupKey><portKey>17</portKey><connectionCookie>42</connectionCookie></port></backing>""";

    internal static string OpaqueBacking(string id) =>
        $"""<backing xsi:type="VirtualEthernetCardOpaqueNetworkBackingInfo"><opaqueNetworkId>{id}</opaqueNetworkId><opaqueNetworkType>nsx.LogicalSwitch</opaqueNetworkType></backing>""";
}
