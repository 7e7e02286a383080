using System.Xml.Linq;
using VmSnapshot.Vim25.Tests.Support;

namespace VmSnapshot.Vim25.Tests.Codec;

/// <summary>What came after vSphere 6.7.1: kept by hand in the model, so looked at one by one.</summary>
public class LaterVersionTests
{
    [Theory]
    [InlineData(typeof(VirtualMachineCloneSpec), "memory tpmProvisionPolicy")]
    [InlineData(typeof(VirtualMachineRelocateSpec), "profile cryptoSpec")]
    [InlineData(typeof(VirtualMachineConfigSpec), "powerOpInfo rebootPowerOff numCPUs numCoresPerSocket")]
    [InlineData(typeof(VirtualMachineConfigSpec), "migrateEncryption sgxInfo ftEncryptionMode sevEnabled virtualNuma motherboardLayout pmemFailoverEnabled vmxStatsCollectionEnabled vmOpNotificationToAppEnabled vmOpNotificationTimeout simultaneousThreads fixedPassthruHotPlugEnabled metroFtEnabled metroFtHostGroup")]
    [InlineData(typeof(VirtualHardware), "numCPU numCoresPerSocket autoCoresPerSocket memoryMB")]
    [InlineData(typeof(VirtualHardware), "device motherboardLayout simultaneousThreads")]
    [InlineData(typeof(VirtualNVMEController), "unitNumber numaNode deviceGroupInfo busNumber device sharedBus")]
    [InlineData(typeof(VirtualTPM), "deviceGroupInfo endorsementKeyCertificateSigningRequest endorsementKeyCertificate")]
    [InlineData(typeof(VirtualDisk), "vDiskId vDiskVersion nativeUnmanagedLinkedClone guestReadOnly")]
    [InlineData(typeof(VirtualDeviceConfigSpec), "backing changeMode")]
    [InlineData(typeof(CustomizationLinuxPrep), "hwClockUTC scriptText compatibleCustomizationMethod")]
    [InlineData(typeof(CustomizationCloudinitPrep), "metadata userdata")]
    [InlineData(typeof(CustomizationIdentification), "domainAdminPassword domainOU")]
    [InlineData(typeof(CustomizationFailed), "template logLocation reason")]
    [InlineData(typeof(GuestInfo), "guestFullName guestDetailedData hostName")]
    [InlineData(typeof(GuestInfo), "generationInfo hwVersion customizationInfo")]
    [InlineData(typeof(GuestInfoCustomizationInfo), "customizationStatus startTime endTime errorMsg")]
    [InlineData(typeof(AboutInfo), "version patchLevel build")]
    [InlineData(typeof(TaskInfo), "progress progressDetails reason")]
    [InlineData(typeof(NoPermission), "object privilegeId missingPrivileges")]
    public void Members_of_later_versions_stand_in_the_order_of_the_schema(Type type, string order)
        => string.Join(' ', Wire.Element(Wire.Write(Samples.Full(type))).Elements().Select(element => element.Name.LocalName).Distinct())
            .Should().MatchRegex($"(^| ){order}( |$)");

    [Fact]
    public void The_progress_of_a_customization_is_read()
    {
        var guest = (GuestInfo)Wire.ReadAny(
            "<val xsi:type=\"GuestInfo\"><toolsStatus>toolsOk</toolsStatus><guestState>running</guestState><hwVersion>vmx-19</hwVersion>"
            + "<customizationInfo><customizationStatus>TOOLSDEPLOYPKG_FAILED</customizationStatus><startTime>2026-01-02T03:04:05Z</startTime><errorMsg>no</errorMsg></customizationInfo></val>")!;

        guest.CustomizationInfo!.CustomizationStatus.Should().Be(GuestInfoCustomizationStatus.TOOLSDEPLOYPKGFAILED.Value);
        guest.CustomizationInfo.ErrorMsg.Should().Be("no");
        guest.CustomizationInfo.EndTime.Should().BeNull();
    }

    [Fact]
    public void A_failed_customization_says_why_and_is_told_by_its_kind()
    {
        var failed = (CustomizationFailed)Wire.ReadAny(
            "<val xsi:type=\"CustomizationNetworkSetupFailed\"><key>7</key><chainId>3</chainId><createdTime>2026-01-02T03:04:05Z</createdTime><userName/>"
            + "<vm><name>web</name><vm type=\"VirtualMachine\">vm-7</vm></vm><fullFormattedMessage>m</fullFormattedMessage><template>false</template>"
            + "<logLocation>/var/log</logLocation><reason>customizationDisabled</reason></val>")!;

        failed.Should().BeOfType<CustomizationNetworkSetupFailed>();
        failed.Reason.Should().Be("customizationDisabled");
        failed.LogLocation.Should().Be("/var/log");
        failed.Vm!.Vm.Should().Be(new ManagedObjectReference("VirtualMachine", "vm-7"));
        failed.IsKindOf("CustomizationEvent").Should().BeTrue();
    }

    [Fact]
    public void An_event_without_a_class_is_an_event_with_its_name()
    {
        var events = (IReadOnlyList<Event>)Wire.ReadAny(
            "<val xsi:type=\"ArrayOfEvent\"><Event xsi:type=\"HostDisconnectedEvent\"><key>1</key><chainId>1</chainId><createdTime>2026-01-02T03:04:05Z</createdTime><userName>a</userName></Event>"
            + "<Event xsi:type=\"EventEx\"><key>2</key><chainId>2</chainId><createdTime>2026-01-02T03:04:05Z</createdTime><userName>a</userName><eventTypeId>com.example.x</eventTypeId></Event></val>")!;

        events[0].WireTypeName.Should().Be("HostDisconnectedEvent");
        events[0].UserName.Should().Be("a");
        events[1].Should().BeOfType<EventEx>().Which.EventTypeId.Should().Be("com.example.x");
    }

    [Fact]
    public void Settings_for_programs_in_the_guest_are_written_as_changes_to_a_list()
    {
        var spec = new VirtualMachineConfigSpec
        {
            VAppConfig = new VmConfigSpec
            {
                Property = [new VAppPropertySpec { Operation = ArrayUpdateOperation.Edit, Info = new VAppPropertyInfo { Key = 1, Id = "hostname", Value = "web" } }],
            },
        };

        XElement property = Wire.Element(Wire.Write(spec)).Element(Wire.Vim + "vAppConfig")!.Element(Wire.Vim + "property")!;

        property.Elements().Select(element => element.Name.LocalName).Should().Equal("operation", "info");
        property.Element(Wire.Vim + "info")!.Element(Wire.Vim + "value")!.Value.Should().Be("web");
    }
}
