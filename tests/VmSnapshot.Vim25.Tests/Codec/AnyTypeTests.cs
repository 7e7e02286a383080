using VmSnapshot.Vim25.Tests.Support;

namespace VmSnapshot.Vim25.Tests.Codec;

public class AnyTypeTests
{
    public static TheoryData<object, string> Values => new()
    {
        { "text", "xsd:string" },
        { "", "xsd:string" },
        { true, "xsd:boolean" },
        { (sbyte)-5, "xsd:byte" },
        { (short)-500, "xsd:short" },
        { -70_000, "xsd:int" },
        { 7_000_000_000L, "xsd:long" },
        { 1.5f, "xsd:float" },
        { double.NegativeInfinity, "xsd:double" },
        { new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), "xsd:dateTime" },
        { new byte[] { 1, 2, 255 }, "xsd:base64Binary" },
        { new ManagedObjectReference("Folder", "group-v3"), "ManagedObjectReference" },
        { VirtualMachinePowerState.PoweredOn, "VirtualMachinePowerState" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void A_value_keeps_its_type_on_the_wire_and_back(object value, string wireType)
    {
        string message = Wire.Write(writer => writer.Any("value", value));

        message.Should().MatchRegex($"<value [^>]*xsi:type=\"{wireType}\"");
        object? read = Wire.Read(message, reader => reader.Any());
        read.Should().BeOfType(value.GetType()).And.BeEquivalentTo(value);
    }

    [Theory]
    [InlineData("String", "<string>a</string><string></string>", new[] { "a", "" })]
    [InlineData("Int", "<int>1</int><int>2</int>", new[] { 1, 2 })]
    [InlineData("Long", "<long>7000000000</long>", new[] { 7000000000L })]
    [InlineData("Short", "<short>7</short>", new short[] { 7 })]
    [InlineData("Byte", "<byte>-7</byte>", new sbyte[] { -7 })]
    [InlineData("Boolean", "<boolean>true</boolean><boolean>0</boolean>", new[] { true, false })]
    [InlineData("Double", "<double>0.5</double>", new[] { 0.5 })]
    public void An_array_of_simple_values_is_a_list_of_their_type(string type, string items, object expected)
        => Wire.ReadAny($"<val xsi:type=\"ArrayOf{type}\">{items}</val>").Should().BeEquivalentTo(expected, options => options.WithStrictOrdering());

    [Fact]
    public void An_array_of_objects_is_a_list_of_their_declared_type_with_each_its_own()
    {
        object? read = Wire.ReadAny(
            "<val xsi:type=\"ArrayOfVirtualDevice\"><VirtualDevice xsi:type=\"VirtualDisk\"><key>2000</key><capacityInKB>1024</capacityInKB></VirtualDevice>"
            + "<VirtualDevice xsi:type=\"VirtualVmxnet3\"><key>4000</key></VirtualDevice></val>");

        IReadOnlyList<VirtualDevice> devices = read.Should().BeAssignableTo<IReadOnlyList<VirtualDevice>>().Subject;
        devices.Select(device => device.WireTypeName).Should().Equal("VirtualDisk", "VirtualVmxnet3");
        devices[0].Should().BeOfType<VirtualDisk>().Which.CapacityInKB.Should().Be(1024);
    }

    [Fact]
    public void An_array_of_references_an_array_of_enumerations_and_an_array_of_anything_are_lists()
    {
        Wire.ReadAny("<val xsi:type=\"ArrayOfManagedObjectReference\"><ManagedObjectReference type=\"Network\" xsi:type=\"ManagedObjectReference\">network-7</ManagedObjectReference></val>")
            .Should().BeAssignableTo<IReadOnlyList<ManagedObjectReference>>().Which.Should().Equal(new ManagedObjectReference("Network", "network-7"));
        Wire.ReadAny("<val xsi:type=\"ArrayOfVirtualMachinePowerState\"><VirtualMachinePowerState>poweredOff</VirtualMachinePowerState></val>")
            .Should().BeAssignableTo<IReadOnlyList<VirtualMachinePowerState>>().Which.Should().Equal(VirtualMachinePowerState.PoweredOff);
        Wire.ReadAny("<val xsi:type=\"ArrayOfAnyType\"><anyType xsi:type=\"xsd:int\">1</anyType><anyType xsi:type=\"xsd:string\">b</anyType></val>")
            .Should().BeAssignableTo<IReadOnlyList<object>>().Which.Should().Equal(1, "b");
    }

    [Fact]
    public void An_empty_array_is_an_empty_list()
    {
        Wire.ReadAny("<val xsi:type=\"ArrayOfVirtualDevice\"/>").Should().BeAssignableTo<IReadOnlyList<VirtualDevice>>().Which.Should().BeEmpty();
        Wire.ReadAny("<val xsi:type=\"ArrayOfString\"></val>").Should().BeAssignableTo<IReadOnlyList<string>>().Which.Should().BeEmpty();
    }

    [Fact]
    public void An_array_of_a_type_without_a_class_is_a_list_of_its_nearest_base()
        => Wire.ReadAny("<val xsi:type=\"ArrayOfVirtualHdAudioCard\"><VirtualHdAudioCard><key>5</key></VirtualHdAudioCard></val>")
            .Should().BeAssignableTo<IReadOnlyList<VirtualSoundCard>>()
            .Which.Should().ContainSingle().Which.WireTypeName.Should().Be("VirtualHdAudioCard");

    [Fact]
    public void An_item_that_does_not_belong_into_its_array_is_refused()
    {
        Action reading = () => Wire.ReadAny("<val xsi:type=\"ArrayOfVirtualDevice\"><VirtualDevice xsi:type=\"OptionValue\"><key>a</key></VirtualDevice></val>");

        reading.Should().Throw<FormatException>().WithMessage("*OptionValue*VirtualDevice*");
    }

    [Fact]
    public void A_value_of_a_type_that_vim25_has_no_way_to_write_is_refused()
    {
        Action writing = () => Wire.Write(writer => writer.Object("option", "OptionValue", new OptionValue { Key = "k", Value = 1.5m }));

        writing.Should().Throw<ArgumentException>().WithParameterName("option").WithMessage("'option.value' has the type System.Decimal*string*");
    }

    [Fact]
    public void A_change_without_a_value_has_none()
        => Wire.ReadObject<PropertyChange>("<changeSet><name>snapshot</name><op>assign</op></changeSet>").Val.Should().BeNull();
}
