using System.Buffers;
using System.Text;
using System.Xml.Linq;
using VmSnapshot.Vim25.Server;
using VmSnapshot.Vim25.Tests.Support;

namespace VmSnapshot.Vim25.Tests.Server;

public class AnswerWritingTests
{
    private static readonly XNamespace Soap = "http://schemas.xmlsoap.org/soap/envelope/";

    public static TheoryData<object, string> Arrays => new()
    {
        { new List<string> { "a", "" }, "<ArrayOfString><string>a</string><string></string>" },
        { (int[])[1, 2], "<ArrayOfInt><int>1</int><int>2</int>" },
        { new List<long> { 7_000_000_000 }, "<ArrayOfLong><long>7000000000</long>" },
        { (short[])[7], "<ArrayOfShort><short>7</short>" },
        { new List<sbyte> { -7 }, "<ArrayOfByte><byte>-7</byte>" },
        { (bool[])[true, false], "<ArrayOfBoolean><boolean>true</boolean><boolean>false</boolean>" },
        { (double[])[0.5], "<ArrayOfDouble><double>0.5</double>" },
        { (float[])[0.5f], "<ArrayOfFloat><float>0.5</float>" },
        { new[] { new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero) }, "<ArrayOfDateTime><dateTime>2026-01-02T03:04:05Z</dateTime>" },
        { new List<byte[]> { new byte[] { 1, 2 } }, "<ArrayOfBase64Binary><base64Binary>AQI=</base64Binary>" },
        { new[] { VirtualMachinePowerState.PoweredOn }, "<ArrayOfVirtualMachinePowerState><VirtualMachinePowerState>poweredOn</VirtualMachinePowerState>" },
        { new List<object> { 1, "b", new OptionValue { Key = "k", Value = 2 } }, "<ArrayOfAnyType><anyType:int>1</anyType:int><anyType:string>b</anyType:string><anyType:OptionValue><key>k</key><value:int>2</value:int></anyType:OptionValue>" },
        { new VirtualDevice[] { new VirtualVmxnet3 { Key = 4000 }, new() { Key = 1 } }, "<ArrayOfVirtualDevice><VirtualDevice:VirtualVmxnet3><key>4000</key></VirtualDevice:VirtualVmxnet3><VirtualDevice><key>1</key></VirtualDevice>" },
        { new List<VirtualDevice>(), "<ArrayOfVirtualDevice>" },
    };

    [Theory]
    [MemberData(nameof(Arrays))]
    public void A_list_is_the_array_of_its_items_type_and_is_read_back(object list, string content)
    {
        string message = Wire.Write(writer => writer.Any("val", list));

        Outline(Wire.Element(message)).Should().Be($"{content}</{content[1..content.IndexOf('>', StringComparison.Ordinal)]}>");
        Wire.Read(message, reader => reader.Any()).Should().BeEquivalentTo(list, options => options.WithStrictOrdering().RespectingRuntimeTypes());
    }

    [Fact]
    public void References_say_their_type_twice_where_any_type_may_stand_as_vCenter_writes_them()
    {
        var content = new ObjectContent
        {
            Obj = new("Folder", "group-v3"),
            PropSet =
            [
                new DynamicProperty { Name = "childEntity", Val = (IReadOnlyList<ManagedObjectReference>)[new("VirtualMachine", "vm-1")] },
                new DynamicProperty { Name = "parent", Val = new ManagedObjectReference("Folder", "group-d1") },
            ],
        };

        string text = Answer(new RetrievePropertiesRequestType(), new List<ObjectContent> { content }, "8.0.3.0");

        text.Should().Contain("<obj type=\"Folder\">group-v3</obj>")
            .And.Contain("<val xsi:type=\"ArrayOfManagedObjectReference\"><ManagedObjectReference type=\"VirtualMachine\" xsi:type=\"ManagedObjectReference\">vm-1</ManagedObjectReference></val>")
            .And.Contain("<val type=\"Folder\" xsi:type=\"ManagedObjectReference\">group-d1</val>");
    }

    [Fact]
    public void Items_of_an_array_say_their_type_as_vCenter_writes_them()
    {
        object[] values = [new List<string> { "a" }, new List<OptionValue> { new() { Key = "k", Value = true } }];
        var content = new ObjectContent { Obj = new("VirtualMachine", "vm-1"), PropSet = [.. values.Select(value => new DynamicProperty { Name = "p", Val = value })] };

        string text = Answer(new RetrievePropertiesRequestType(), new List<ObjectContent> { content }, "8.0.3.0");

        text.Should().Contain("<val xsi:type=\"ArrayOfString\"><string xsi:type=\"xsd:string\">a</string></val>")
            .And.Contain("<val xsi:type=\"ArrayOfOptionValue\"><OptionValue xsi:type=\"OptionValue\"><key>k</key><value xsi:type=\"xsd:boolean\">true</value></OptionValue></val>");
    }

    [Fact]
    public void A_copy_of_any_kind_of_list_keeps_the_type_of_its_items()
    {
        IReadOnlyList<VirtualDevice> devices = [new VirtualVmxnet3 { Key = 4000 }, new VirtualDevice { Key = 1 }];

        var copy = VimValues.Copy(devices).Should().BeAssignableTo<IReadOnlyList<VirtualDevice>>().Subject;

        copy.Should().BeEquivalentTo(devices).And.NotContain(devices[0]);
        Wire.Write(writer => writer.Any("val", copy)).Should().Contain("\"ArrayOfVirtualDevice\"");
    }

    [Fact]
    public void What_a_clients_version_does_not_have_is_left_out()
    {
        var about = new AboutInfo { Name = "n", FullName = "f", Vendor = "v", Version = "8", PatchLevel = "1", Build = "b", OsType = "o", ProductLineId = "vpx", ApiType = "VirtualCenter", ApiVersion = "8" };
        var content = new ServiceContent { RootFolder = new("Folder", "group-d1"), PropertyCollector = new("PropertyCollector", "p"), About = about };

        Answer(new RetrieveServiceContentRequestType(), content, "6.5").Should().NotContain("patchLevel").And.Contain("<version>8</version><build>b</build>");
        Answer(new RetrieveServiceContentRequestType(), content, "8.0.3.0").Should().Contain("<patchLevel>1</patchLevel>");
    }

    [Fact]
    public void An_object_of_a_later_type_is_its_nearest_base_of_the_clients_version()
    {
        var item = new CustomizationSpecItem
        {
            Info = new CustomizationSpecInfo { Name = "a", Description = "", Type = "Linux" },
            Spec = new CustomizationSpec { Identity = new CustomizationCloudinitPrep { Metadata = "m" }, GlobalIPSettings = new CustomizationGlobalIPSettings() },
        };

        Answer(new GetCustomizationSpecRequestType(), item, "7.0").Should().Contain("<identity xsi:type=\"CustomizationIdentitySettings\"></identity>".Replace(" xsi:type=\"CustomizationIdentitySettings\"", "", StringComparison.Ordinal));
        Answer(new GetCustomizationSpecRequestType(), item, "7.0.3.0").Should().Contain("<identity xsi:type=\"CustomizationCloudinitPrep\"><metadata>m</metadata></identity>");
    }

    [Fact]
    public void The_nearest_base_keeps_its_members_and_stands_in_lists_and_values_too()
    {
        var devices = new List<VirtualDevice> { new VirtualTPM { Key = 11000, EndorsementKeyCertificate = [[1]] } };
        var content = new ObjectContent { Obj = new("VirtualMachine", "vm-1"), PropSet = [new() { Name = "a", Val = devices }, new() { Name = "b", Val = devices[0] }] };

        string text = Answer(new RetrievePropertiesRequestType(), new List<ObjectContent> { content }, "6.5");

        text.Should().Contain("<VirtualDevice xsi:type=\"VirtualDevice\"><key>11000</key></VirtualDevice>").And.Contain("<val xsi:type=\"VirtualDevice\"><key>11000</key></val>");
    }

    [Fact]
    public void An_answer_without_what_it_needs_is_written_all_the_same_and_found_by_who_looks()
    {
        var request = new RetrieveServiceContentRequestType();
        var content = new ServiceContent { RootFolder = new("Folder", "group-d1") };

        Answer(request, content, "6.5").Should().Contain("<rootFolder");
        VimServerCodec.FindMissing(request, content, "6.5").Select(failure => failure.ToString())
            .Should().Contain("RetrieveServiceContentResponse/returnval: 'about' is required and not set");
    }

    [Fact]
    public void A_fault_has_the_form_that_vCenter_gives_it()
    {
        var target = new ArrayBufferWriter<byte>();

        VimServerCodec.WriteFault(target, new VimFaultException("DuplicateName", "The name 'a<b' is taken.", new DuplicateName { Name = "a<b", Object = new("VirtualMachine", "vm-1") }), "6.5");

        XElement envelope = XDocument.Parse(Encoding.UTF8.GetString(target.WrittenSpan)).Root!;
        XElement fault = envelope.Element(Soap + "Body")!.Element(Soap + "Fault")!;
        fault.Elements().Select(element => element.Name.ToString()).Should().Equal("faultcode", "faultstring", "detail");
        fault.Element("faultcode")!.Value.Should().Be("ServerFaultCode");
        fault.Element("faultstring")!.Value.Should().Be("The name 'a<b' is taken.");
        XElement detail = fault.Element("detail")!.Elements().Single();
        detail.Name.Should().Be(Wire.Vim + "DuplicateNameFault");
        detail.Attribute(Wire.Xsi + "type")!.Value.Should().Be("DuplicateName");
        detail.Attributes().Where(attribute => attribute.IsNamespaceDeclaration && attribute.Name.LocalName != "xmlns").Should().BeEmpty("the envelope declares the prefixes");
        detail.Element(Wire.Vim + "name")!.Value.Should().Be("a<b");

        var reading = () => VimServerCodec.ReadAnswer(new CloneVMRequestType(), target.WrittenMemory);
        VimFaultException read = reading.Should().Throw<VimFaultException>().Which;
        read.FaultName.Should().Be("DuplicateName");
        read.Fault.Should().BeOfType<DuplicateName>().Which.Object!.Value.Should().Be("vm-1");
    }

    [Theory]
    [InlineData("HostNotReachable", "HostNotReachable")]
    [InlineData("ServerFault", "ServerFaultCode")]
    public void A_fault_without_an_object_has_its_name_where_vim25_knows_it(string name, string read)
    {
        var target = new ArrayBufferWriter<byte>();
        VimServerCodec.WriteFault(target, new VimFaultException(name), "6.5");

        var reading = () => VimServerCodec.ReadAnswer(new CloneVMRequestType(), target.WrittenMemory);

        reading.Should().Throw<VimFaultException>().Which.FaultName.Should().Be(read);
    }

    [Fact]
    public void Long_answers_and_characters_beyond_the_first_plane_come_out_whole()
    {
        string text = string.Concat(Enumerable.Repeat("ä\U0001F600<", 200_000));
        var request = new GetCustomizationSpecRequestType();

        var read = (CustomizationSpecItem)VimServerCodec.ReadAnswer(request, Bytes(request, new CustomizationSpecItem { Info = new() { Name = text } }, "6.5"))!;

        read.Info!.Name.Should().Be(text);
        Answer(request, new CustomizationSpecItem { Info = new() { Name = "short\u0001" } }, "6.5").Should().Contain("<name>short\uFFFD</name>");
    }

    [Fact]
    public void A_result_of_another_type_is_a_mistake_of_the_server()
    {
        var writing = () => Answer(new CurrentTimeRequestType(), "noon", "6.5");

        writing.Should().Throw<ArgumentException>().WithMessage("CurrentTime returns DateTimeOffset*");
        Answer(new CurrentTimeRequestType(), DateTimeOffset.UnixEpoch, "6.5").Should().NotContain("noon").And.Contain(">1970-01-01T00:00:00Z<");
    }

    private static string Answer(VimRequestType request, object? result, string version) => Encoding.UTF8.GetString(Bytes(request, result, version));

    private static byte[] Bytes(VimRequestType request, object? result, string version)
    {
        var target = new ArrayBufferWriter<byte>();
        VimServerCodec.WriteAnswer(target, request, result, version);
        return target.WrittenSpan.ToArray();
    }

    /// <summary>Elements with the types they say, which stand for the root's name.</summary>
    private static string Outline(XElement element)
    {
        string? type = element.Attribute(Wire.Xsi + "type")?.Value.Replace("xsd:", "", StringComparison.Ordinal);
        string name = element.Parent?.Name.LocalName == "message" ? type! : type is null ? element.Name.LocalName : element.Name.LocalName + ":" + type;
        return $"<{name}>{(element.HasElements ? string.Concat(element.Elements().Select(Outline)) : element.Value)}</{name}>";
    }
}
