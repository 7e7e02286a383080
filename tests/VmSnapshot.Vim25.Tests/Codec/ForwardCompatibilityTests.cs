using System.Globalization;
using System.Xml;
using VmSnapshot.Vim25.Tests.Support;

namespace VmSnapshot.Vim25.Tests.Codec;

/// <summary>What other versions, makes and XML writers may send: it is read, or refused in so many words.</summary>
public class ForwardCompatibilityTests
{
    [Theory]
    [InlineData("<v:m xmlns:v='urn:vim25' xmlns:i='http://www.w3.org/2001/XMLSchema-instance'><v:val i:type='v:OptionValue'><v:key>k</v:key></v:val></v:m>")]
    [InlineData("<m><val xmlns='urn:vim25' xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:type='OptionValue'><key>k</key></val></m>")]
    [InlineData("<m><a:val xmlns:a='urn:vim25' xmlns:b='urn:vim25' xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:type='b:OptionValue'><b:key>k</b:key></a:val></m>")]
    [InlineData("<m><val xmlns='urn:vim25' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:type=' OptionValue '><c:key xmlns:c='urn:vim25' xmlns='urn:other'>k</c:key></val></m>")]
    [InlineData("<m xmlns:xsi='urn:other'><val xmlns='urn:vim25' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:type='OptionValue' xml:lang='en' id='1'><key xml:lang='en' xml:space='preserve'>k</key></val></m>")]
    public void A_namespace_may_be_declared_anywhere_under_any_prefix(string message)
        => Wire.Read(message.Replace('\'', '"'), reader => reader.Any()).Should().BeOfType<OptionValue>().Which.Key.Should().Be("k");

    [Fact]
    public void Unknown_content_is_skipped_however_deep_and_whatever_it_repeats()
    {
        const int Levels = 200;
        string deep = string.Concat(Enumerable.Repeat("<ofLater a=\"1\"><key>no</key>", Levels)) + "text<![CDATA[</ofLater>]]>" + string.Concat(Enumerable.Repeat("</ofLater>", Levels));

        TaskInfo info = Wire.ReadObject<TaskInfo>($"<info>{deep}<key>task-1</key>{deep}<ofLater/><state>success</state>{deep}</info>");

        info.Key.Should().Be("task-1");
        info.State.Should().Be(TaskInfoState.Success);
    }

    [Theory]
    [InlineData("xsd:byte", "-128", (sbyte)-128)]
    [InlineData("xsd:byte", "\n 127 ", (sbyte)127)]
    [InlineData("xsd:unsignedByte", "255", (short)255)]
    [InlineData("xsd:short", "+32767", (short)32767)]
    [InlineData("xsd:unsignedShort", "65535", 65535)]
    [InlineData("xsd:int", "\t-2147483648\r\n", int.MinValue)]
    [InlineData("xsd:int", "007", 7)]
    [InlineData("xsd:unsignedInt", "4294967295", 4294967295L)]
    [InlineData("xsd:long", " 9223372036854775807 ", long.MaxValue)]
    [InlineData("xsd:boolean", "1", true)]
    [InlineData("xsd:boolean", " 0 ", false)]
    [InlineData("xsd:boolean", "true", true)]
    [InlineData("xsd:float", " 1.5E3 ", 1500f)]
    [InlineData("xsd:double", "-INF", double.NegativeInfinity)]
    [InlineData("xsd:double", "1e400", double.PositiveInfinity)]
    [InlineData("xsd:string", " kept ", " kept ")]
    [InlineData("xsd:anyURI", "https://a/", "https://a/")]
    [InlineData("xsd:ofLater", "text", "text")]
    public void A_simple_value_is_read_by_its_type(string type, string text, object expected)
        => Wire.ReadAny($"<val xsi:type=\"{type}\">{text}</val>").Should().Be(expected).And.BeOfType(expected.GetType());

    [Theory]
    [InlineData("xsd:byte", "128")]
    [InlineData("xsd:short", "32768")]
    [InlineData("xsd:int", "2147483648")]
    [InlineData("xsd:long", "9223372036854775808")]
    [InlineData("xsd:int", "1.0")]
    [InlineData("xsd:int", "1 2")]
    [InlineData("xsd:boolean", "yes")]
    [InlineData("xsd:double", "1,5")]
    [InlineData("xsd:base64Binary", "A")]
    [InlineData("xsd:dateTime", "0001-01-01T00:00:00+14:00")]
    [InlineData("xsd:dateTime", "9999-12-31T23:00:00-14:00")]
    [InlineData("xsd:dateTime", "9999-12-31T24:00:00Z")]
    [InlineData("xsd:dateTime", "2026-01-02T24:00:01Z")]
    public void A_simple_value_that_its_type_has_no_room_for_is_refused(string type, string text)
    {
        Action reading = () => Wire.ReadAny($"<val xsi:type=\"{type}\">{text}</val>");

        reading.Should().Throw<Exception>().Which.Should().Match(failure => failure is FormatException || failure is OverflowException);
    }

    [Theory]
    [InlineData("2026-01-02T24:00:00Z", "2026-01-03T00:00:00.0000000+00:00")]
    [InlineData("2026-12-31T24:00:00.000+02:00", "2027-01-01T00:00:00.0000000+02:00")]
    [InlineData("2024-02-29T23:59:59.999999999-14:00", "2024-02-29T23:59:59.9999999-14:00")]
    [InlineData("0001-01-01T00:00:00", "0001-01-01T00:00:00.0000000+00:00")]
    public void The_ends_of_days_and_of_time_are_read(string text, string expected)
        => Wire.ReadAny($"<val xsi:type=\"xsd:dateTime\">{text}</val>").Should().BeOfType<DateTimeOffset>()
            .Which.ToString("o", CultureInfo.InvariantCulture).Should().Be(expected);

    [Fact]
    public void Binary_values_may_be_broken_into_lines()
        => Wire.ReadAny("<val xsi:type=\"xsd:base64Binary\">\n AAEC\n /w==\n</val>").Should().BeEquivalentTo(new byte[] { 0, 1, 2, 255 });

    [Fact]
    public void Arrays_hold_arrays()
    {
        var items = (IReadOnlyList<object>)Wire.ReadAny(
            "<val xsi:type=\"ArrayOfAnyType\"><anyType xsi:type=\"ArrayOfInt\"><int>1</int></anyType><anyType xsi:type=\"ArrayOfAnyType\"><anyType xsi:type=\"ArrayOfKeyValue\">"
            + "<KeyValue><key>k</key><value>v</value></KeyValue></anyType></anyType></val>")!;

        items[0].Should().BeAssignableTo<IReadOnlyList<int>>().Which.Should().Equal(1);
        items[1].Should().BeAssignableTo<IReadOnlyList<object>>().Which.Should().ContainSingle()
            .Which.Should().BeAssignableTo<IReadOnlyList<KeyValue>>().Which.Should().ContainSingle().Which.Value.Should().Be("v");
    }

    [Fact]
    public void Binary_dates_and_floats_come_in_arrays_too()
    {
        Wire.ReadAny("<val xsi:type=\"ArrayOfBase64Binary\"><base64Binary>AAE=</base64Binary></val>").Should().BeAssignableTo<IReadOnlyList<byte[]>>().Which.Single().Should().Equal(0, 1);
        Wire.ReadAny("<val xsi:type=\"ArrayOfDateTime\"><dateTime>2026-01-02T03:04:05Z</dateTime></val>").Should().BeAssignableTo<IReadOnlyList<DateTimeOffset>>().Which.Should().HaveCount(1);
        Wire.ReadAny("<val xsi:type=\"ArrayOfFloat\"><float>0.5</float></val>").Should().BeAssignableTo<IReadOnlyList<float>>().Which.Should().Equal(0.5f);
        Wire.ReadAny("<val xsi:type=\"ArrayOfAnyURI\"><anyURI>a</anyURI></val>").Should().BeAssignableTo<IReadOnlyList<string>>().Which.Should().Equal("a");
    }

    [Fact]
    public void An_array_of_a_type_that_nobody_knows_keeps_texts_and_names()
    {
        Wire.ReadAny("<val xsi:type=\"ArrayOfOfLaterMode\"><OfLaterMode>fast</OfLaterMode><OfLaterMode>slow</OfLaterMode></val>")
            .Should().BeAssignableTo<IReadOnlyList<object>>().Which.Should().Equal("fast", "slow");
        Wire.ReadAny("<val xsi:type=\"ArrayOfOfLater\"><OfLater><a>1</a></OfLater><OfLater xsi:type=\"OptionValue\"><key>k</key></OfLater></val>")
            .Should().BeAssignableTo<IReadOnlyList<object>>().Which.Cast<DynamicData>().Select(item => item.WireTypeName).Should().Equal("OfLater", "OptionValue");
    }

    [Theory]
    [InlineData("<val xsi:type=\"ArrayOfString\" xsi:nil=\"true\"/>")]
    [InlineData("<val xsi:type=\"OptionValue\" xsi:nil=\"1\"></val>")]
    [InlineData("<val xsi:type=\"xsd:string\" xsi:nil=\"true\"/>")]
    [InlineData("<val xsi:nil=\"true\"/>")]
    public void A_nil_value_is_none_whatever_its_type(string element) => Wire.ReadAny(element).Should().BeNull();

    [Theory]
    [InlineData("a<!-- c -->b", "ab")]
    [InlineData("<![CDATA[<b>&amp;]]>", "<b>&amp;")]
    [InlineData("a<![CDATA[]]]]><![CDATA[>]]>b", "a]]>b")]
    [InlineData("&#65;&#x1F600;&lt;&gt;&amp;&quot;&apos;", "A\U0001F600<>&\"'")]
    [InlineData("a\r\nb\rc", "a\nb\nc")]
    [InlineData("a&#xD;b&#10;", "a\rb\n")]
    public void Text_is_put_together_from_its_pieces(string content, string expected)
    {
        Wire.ReadAny($"<val xsi:type=\"xsd:string\">{content}</val>").Should().Be(expected);
        Wire.ReadAny($"<val>{content}</val>").Should().Be(expected);
        Wire.ReadObject<OptionValue>($"<o><key>{content}</key></o>").Key.Should().Be(expected);
    }

    [Fact]
    public void A_number_may_have_a_comment_in_it()
        => Wire.ReadObject<TaskInfo>("<info><progress><!-- per cent --> 4<!-- -->2 </progress></info>").Progress.Should().Be(42);

    [Fact]
    public void A_processing_instruction_is_refused_as_SOAP_has_it()
    {
        Action reading = () => Wire.ReadAny("<val xsi:type=\"OptionValue\"><?php x?><key>k</key></val>");

        reading.Should().Throw<XmlException>();
    }

    [Fact]
    public void What_the_schema_requires_may_be_missing_from_an_answer()
    {
        TaskInfo info = Wire.ReadObject<TaskInfo>("<info/>");
        VirtualMachineSnapshotTree tree = Wire.ReadObject<VirtualMachineSnapshotTree>("<tree></tree>");

        info.Key.Should().BeNull();
        info.State.ToString().Should().BeEmpty();
        tree.Snapshot.Should().BeNull();
        tree.CreateTime.Should().Be(default);
    }

    [Fact]
    public void Empty_elements_stand_for_absent_enumerations_in_arrays_and_values()
    {
        Wire.ReadAny("<val xsi:type=\"VirtualMachinePowerState\"/>")!.ToString().Should().BeEmpty();
        Wire.ReadAny("<val xsi:type=\"ArrayOfVirtualMachinePowerState\"><VirtualMachinePowerState/><VirtualMachinePowerState>ofLater</VirtualMachinePowerState></val>")
            .Should().BeAssignableTo<IReadOnlyList<VirtualMachinePowerState>>().Which.Select(state => state.ToString()).Should().Equal("", "ofLater");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(":")]
    [InlineData("xsd:")]
    public void A_type_without_a_name_counts_as_none(string type)
    {
        Wire.ReadAny($"<val xsi:type=\"{type}\">text</val>").Should().Be("text");
        Wire.ReadObject<TaskInfo>($"<info xsi:type=\"{type}\"><key>task-1</key></info>").WireTypeName.Should().Be("TaskInfo");
    }
}
