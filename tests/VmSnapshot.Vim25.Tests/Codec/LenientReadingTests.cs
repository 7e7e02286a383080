using VmSnapshot.Vim25.Tests.Support;

namespace VmSnapshot.Vim25.Tests.Codec;

/// <summary>Servers of other versions and makes write what the schema doesn't promise.</summary>
public class LenientReadingTests
{
    [Fact]
    public void A_type_without_a_class_is_read_as_its_nearest_base_and_keeps_its_name()
    {
        VirtualDevice device = Wire.ReadObject<VirtualDevice>("<VirtualDevice xsi:type=\"VirtualEnsoniq1371\"><key>5000</key><sound>loud</sound></VirtualDevice>");

        device.Should().BeOfType<VirtualSoundCard>();
        device.Key.Should().Be(5000);
        device.WireTypeName.Should().Be("VirtualEnsoniq1371");
        device.IsKindOf("VirtualDevice").Should().BeTrue();
    }

    [Fact]
    public void A_type_that_nobody_knows_is_read_as_the_declared_one_and_keeps_its_name()
    {
        VirtualDevice device = Wire.ReadObject<VirtualDevice>("<VirtualDevice xsi:type=\"VirtualQuantumDevice\"><key>1</key></VirtualDevice>");

        device.GetType().Should().Be<VirtualDevice>();
        device.WireTypeName.Should().Be("VirtualQuantumDevice");
    }

    [Fact]
    public void A_kept_name_is_written_again()
    {
        var device = (VirtualDevice)Wire.ReadAny("<VirtualDevice xsi:type=\"VirtualEnsoniq1371\"><key>5000</key></VirtualDevice>")!;

        Wire.Element(Wire.Write(device)).Attribute(Wire.Xsi + "type")!.Value.Should().Be("VirtualEnsoniq1371");
    }

    [Fact]
    public void A_kept_name_is_written_as_text_whatever_is_in_it()
    {
        const string Name = "Of\"Later<&>";
        VirtualDevice device = Wire.ReadObject<VirtualDevice>("<VirtualDevice xsi:type=\"Of&quot;Later&lt;&amp;&gt;\"><key>1</key></VirtualDevice>");

        device.WireTypeName.Should().Be(Name);
        Wire.Element(Wire.Write(device)).Attribute(Wire.Xsi + "type")!.Value.Should().Be(Name);
    }

    [Fact]
    public void A_value_of_an_unknown_type_is_an_object_when_it_has_elements_and_text_when_not()
    {
        Wire.ReadAny("<val xsi:type=\"OfLater\"><a>1</a><b/></val>").Should().BeOfType<DynamicData>().Which.WireTypeName.Should().Be("OfLater");
        Wire.ReadAny("<val xsi:type=\"OfLaterMode\">fast</val>").Should().Be("fast");
    }

    [Fact]
    public void A_known_type_where_another_should_stand_is_refused()
    {
        Action reading = () => Wire.ReadObject<VirtualDevice>("<device xsi:type=\"OptionValue\"/>");

        reading.Should().Throw<FormatException>().WithMessage("*OptionValue where a VirtualDevice should stand*");
    }

    [Fact]
    public void An_unknown_enumeration_value_survives()
    {
        TaskInfo info = Wire.ReadObject<TaskInfo>("<info><key>task-1</key><state>paused</state></info>");

        info.State.Should().Be(new TaskInfoState("paused"));
        info.State.ToString().Should().Be("paused");
    }

    [Fact]
    public void Empty_elements_stand_for_absent_numbers_times_and_enumerations()
    {
        TaskInfo info = Wire.ReadObject<TaskInfo>("<info><state/><progress></progress><startTime/><cancelled/><entityName/></info>");

        info.State.ToString().Should().BeEmpty();
        info.Progress.Should().BeNull();
        info.StartTime.Should().BeNull();
        info.Cancelled.Should().BeFalse();
        info.EntityName.Should().BeEmpty();
        Wire.ReadObject<VirtualSCSIController>("<device><busNumber/></device>").BusNumber.Should().Be(0);
        Wire.ReadObject<VirtualMachineGuestSummary>("<guest><toolsStatus/></guest>").ToolsStatus.Should().BeNull();
    }

    [Fact]
    public void Nil_elements_stand_for_absent_values()
    {
        TaskInfo info = Wire.ReadObject<TaskInfo>("<info><entityName xsi:nil=\"true\"/><entity xsi:nil=\"1\"/><error xsi:nil=\"true\"/><result xsi:nil=\"true\"/></info>");

        info.EntityName.Should().BeNull();
        info.Entity.Should().BeNull();
        info.Error.Should().BeNull();
        info.Result.Should().BeNull();
    }

    [Fact]
    public void Prefixes_do_not_matter_and_namespaces_do()
    {
        const string Message =
            "<m><v:val xmlns:v=\"urn:vim25\" xmlns:q1=\"http://www.w3.org/2001/XMLSchema-instance\" q1:type=\"v:OptionValue\">"
            + "<v:key>mine</v:key><key>not mine</key><x:key xmlns:x=\"urn:other\">nor mine</x:key>"
            + "<v:value xmlns:s=\"http://www.w3.org/2001/XMLSchema\" q1:type=\"s:int\">12</v:value></v:val></m>";

        OptionValue option = Wire.Read(Message, reader => reader.Any()).Should().BeOfType<OptionValue>().Subject;

        option.Key.Should().Be("mine");
        option.Value.Should().Be(12);
    }

    [Fact]
    public void A_type_name_is_resolved_where_it_stands()
    {
        // The same prefix means the schema's types outside and vim25's inside.
        const string Message =
            "<m xmlns=\"urn:vim25\" xmlns:p=\"http://www.w3.org/2001/XMLSchema\" xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\">"
            + "<val i:type=\"ArrayOfAnyType\"><anyType i:type=\"p:string\">a</anyType>"
            + "<anyType xmlns:p=\"urn:vim25\" i:type=\"p:KeyValue\"><key>k</key><value>v</value></anyType></val></m>";

        var items = (IReadOnlyList<object>)Wire.Read(Message, reader => reader.Any())!;

        items[0].Should().Be("a");
        items[1].Should().BeOfType<KeyValue>().Which.Value.Should().Be("v");
    }

    [Fact]
    public void A_reference_is_read_with_type_and_xsi_type_alike()
    {
        var expected = new ManagedObjectReference("VirtualMachine", "vm-42");

        Wire.ReadAny("<val type=\"VirtualMachine\" xsi:type=\"ManagedObjectReference\">vm-42</val>").Should().Be(expected);
        Wire.ReadAny("<val xsi:type=\"ManagedObjectReference\" type=\"VirtualMachine\">vm-42</val>").Should().Be(expected);
        Wire.ReadObject<ObjectContent>("<o><obj type=\"VirtualMachine\">vm-42</obj></o>").Obj.Should().Be(expected);
        Wire.ReadObject<ObjectContent>("<o><obj xsi:type=\"ManagedObjectReference\" type=\"VirtualMachine\">vm-42</obj></o>").Obj.Should().Be(expected);
    }

    [Fact]
    public void White_space_comments_and_stray_text_between_elements_are_passed_over()
    {
        TaskInfo info = Wire.ReadObject<TaskInfo>("<info>\n  <!-- a --> <key>task-1</key>\n text <state> success </state>\n</info>");

        info.Key.Should().Be("task-1");
        info.State.Should().Be(TaskInfoState.Success);
    }

    [Fact]
    public void A_number_that_is_none_is_refused()
    {
        Action reading = () => Wire.ReadObject<TaskInfo>("<info><progress>half</progress></info>");

        reading.Should().Throw<FormatException>();
    }
}
