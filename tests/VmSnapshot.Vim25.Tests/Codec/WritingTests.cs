using System.Xml.Linq;
using VmSnapshot.Vim25.Tests.Support;

namespace VmSnapshot.Vim25.Tests.Codec;

public class WritingTests
{
    [Fact]
    public void A_type_is_named_only_where_it_is_not_the_declared_one()
    {
        var spec = new CustomizationSpec
        {
            Identity = new CustomizationCloudinitPrep { Metadata = "m", Userdata = "u" },
            GlobalIPSettings = new CustomizationGlobalIPSettings(),
        };

        XElement written = Wire.Element(Wire.Write(writer => writer.Object("spec", "CustomizationSpec", spec)));

        written.Attribute(Wire.Xsi + "type").Should().BeNull();
        written.Element(Wire.Vim + "identity")!.Attribute(Wire.Xsi + "type")!.Value.Should().Be("CustomizationCloudinitPrep");
        written.Element(Wire.Vim + "globalIPSettings")!.HasAttributes.Should().BeFalse();
    }

    [Fact]
    public void The_base_members_of_a_device_precede_its_own()
    {
        var disk = new VirtualDisk { CapacityInBytes = 2048, CapacityInKB = 2, UnitNumber = 1, ControllerKey = 1000, Key = -1 };

        Wire.Element(Wire.Write(disk)).Elements().Select(element => element.Name.LocalName)
            .Should().Equal("key", "controllerKey", "unitNumber", "capacityInKB", "capacityInBytes");
    }

    [Fact]
    public void An_extra_value_is_typed_with_the_literal_prefix()
        => Wire.Write(writer => writer.Object("extraConfig", "OptionValue", new OptionValue { Key = "guestinfo.a", Value = "b" }))
            .Should().Contain("<value xsi:type=\"xsd:string\">b</value>");

    [Fact]
    public void A_reference_carries_its_type()
        => Wire.Write(writer => writer.Reference("folder", new ManagedObjectReference("Folder", "group-v3")))
            .Should().Contain("<folder type=\"Folder\">group-v3</folder>");

    [Fact]
    public void What_is_not_set_is_not_written()
        => Wire.Element(Wire.Write(new VirtualMachineConfigSpec { NumCPUs = 2 })).Elements().Should().ContainSingle()
            .Which.Name.LocalName.Should().Be("numCPUs");

    [Fact]
    public void An_empty_list_is_written_as_no_element()
        => Wire.Element(Wire.Write(new VirtualMachineConfigSpec { DeviceChange = [] })).HasElements.Should().BeFalse();
}
