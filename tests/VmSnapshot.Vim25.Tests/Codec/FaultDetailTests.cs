using System.Xml.Linq;
using VmSnapshot.Vim25.Generator;
using VmSnapshot.Vim25.Protocol;
using VmSnapshot.Vim25.Tests.Support;

namespace VmSnapshot.Vim25.Tests.Codec;

/// <summary>Faults with and without a class, and what is kept of those without.</summary>
public class FaultDetailTests
{
    private static readonly VimModel Model = RepositoryLayout.ReadModel(RepositoryLayout.FindRoot(AppContext.BaseDirectory));

    [Fact]
    public void Every_fault_of_the_schema_is_known_by_name_and_place()
    {
        string[] faults = [.. Model.BaseTypes.Keys.Where(IsFaultInTheModel)];

        faults.Should().HaveCountGreaterThan(700);
        foreach (string fault in faults)
        {
            var exception = new VimFaultException(fault);
            exception.Is("MethodFault").Should().BeTrue("{0} is a fault", fault);
            exception.Is(Model.BaseTypes[fault]).Should().BeTrue("that is the base of {0}", fault);
            exception.Is("Event").Should().BeFalse();
        }
    }

    [Theory]
    [InlineData("MemorySnapshotOnIndependentDisk ApplicationQuiesceFault FilesystemQuiesceFault SnapshotIncompatibleDeviceInVm")]
    [InlineData("RawDiskNotSupported PhysCompatRDMNotSupported TooManySnapshotLevels HostNotConnected InvalidHostState")]
    [InlineData("NoDiskSpace InsufficientResourcesFault StorageDrsCannotMoveTemplate TooManyConcurrentNativeClones")]
    [InlineData("UncustomizableGuest CustomizationPending NicSettingMismatch CannotDecryptPasswords ConcurrentAccess")]
    [InlineData("TaskInProgress InvalidDeviceSpec EncryptionKeyRequired DuplicateName NotAuthenticated RequestCanceled")]
    [InlineData("InvalidCollectorVersion ManagedObjectNotFound")]
    public void Faults_that_the_steps_meet_have_classes(string names)
        => names.Split(' ').Should().BeSubsetOf(Model.Objects.Keys);

    [Fact]
    public async Task An_exception_carries_the_whole_detail_as_it_came()
    {
        const string Detail = "<OfLaterFault xmlns=\"urn:vim25\" xsi:type=\"OfLater\"><x xsi:type=\"xsd:int\">1</x></OfLaterFault>";

        VimFaultException fault = await FaultOf(Soap.Fault("new", Detail + "<second/>"));

        XElement raw = XElement.Parse(fault.RawDetail!);
        raw.Name.Should().Be(Wire.Vim + "OfLaterFault");
        raw.Attribute(Wire.Xsi + "type")!.Value.Should().Be("OfLater");
        raw.Elements().Single().GetNamespaceOfPrefix("xsd")!.NamespaceName.Should().Be(VimNamespaces.Schema);
        fault.Fault!.UnknownMembers.Should().Contain(">1</x>");
    }

    [Fact]
    public async Task A_detail_without_end_is_cut_and_still_typed()
    {
        string many = string.Concat(Enumerable.Repeat($"<faultMessage><key>{new string('k', 100)}</key></faultMessage>", 5000));

        VimFaultException fault = await FaultOf(Soap.Fault("long", $"<DuplicateNameFault xmlns=\"urn:vim25\" xsi:type=\"DuplicateName\">{many}<name>web</name></DuplicateNameFault>"));

        fault.RawDetail!.Length.Should().BeInRange(256 * 1024, 257 * 1024);
        fault.Fault.Should().BeOfType<DuplicateName>().Which.FaultMessage.Should().HaveCountGreaterThan(1000);
        fault.Message.Should().Be("long");
    }

    [Fact]
    public async Task Without_a_detail_there_is_none()
        => (await FaultOf(Soap.Envelope("<soapenv:Fault><faultcode>soapenv:Server</faultcode><faultstring>no</faultstring></soapenv:Fault>"))).RawDetail.Should().BeNull();

    [Fact]
    public void A_fault_without_a_class_keeps_its_name_and_what_it_adds()
    {
        MethodFault fault = Wire.ReadObject<LocalizedMethodFault>(
            "<error><fault xsi:type=\"VsanFaultOfLater\"><faultCause><fault xsi:type=\"NotSupported\"/></faultCause>"
            + "<disk xsi:type=\"xsd:string\">a &amp; b</disk><size>7</size></fault><localizedMessage>m</localizedMessage></error>").Fault!;

        fault.WireTypeName.Should().Be("VsanFaultOfLater");
        fault.FaultCause!.Fault.Should().BeOfType<NotSupported>();
        XElement[] kept = [.. XDocument.Parse($"<r>{fault.UnknownMembers}</r>").Root!.Elements()];
        kept.Select(element => element.Name.LocalName).Should().Equal("disk", "size");
        kept.Select(element => element.Value).Should().Equal("a & b", "7");
        kept[0].GetNamespaceOfPrefix("xsd")!.NamespaceName.Should().Be(VimNamespaces.Schema);
    }

    [Fact]
    public void A_fault_with_a_class_has_nothing_unknown()
        => Wire.ReadObject<DuplicateName>("<fault xsi:type=\"DuplicateName\"><name>a</name><object type=\"Folder\">group-v1</object></fault>")
            .UnknownMembers.Should().BeNull();

    [Fact]
    public void What_is_kept_of_a_fault_is_bounded_and_the_rest_is_read_on()
    {
        string junk = string.Concat(Enumerable.Range(0, 5000).Select(index => $"<j><k>{new string('x', 50)}</k></j>"));

        MethodFault fault = Wire.ReadObject<LocalizedMethodFault>($"<error><fault xsi:type=\"OfLater\">{junk}<long>{new string('y', 200_000)}</long></fault><localizedMessage>m</localizedMessage></error>").Fault!;

        fault.UnknownMembers!.Length.Should().BeInRange(64 * 1024, 66 * 1024);
        XDocument.Parse($"<r>{fault.UnknownMembers}</r>").Root!.Elements().Should().HaveCountGreaterThan(100);
    }

    [Theory]
    [InlineData("<a/>", "<a xmlns=\"urn:vim25\" />")]
    [InlineData("<a></a>", "<a xmlns=\"urn:vim25\" />")]
    [InlineData("<a><![CDATA[<b>]]><c d=\"1\"/></a>", "<a xmlns=\"urn:vim25\">&lt;b&gt;<c d=\"1\" /></a>")]
    public void An_element_is_kept_as_text(string element, string expected)
        => Wire.Read($"<message {Wire.Declarations}>{element}</message>", reader =>
        {
            var fault = new MethodFault();
            reader.Keep(fault);
            return fault.UnknownMembers;
        }).Should().Be(expected);

    private static async Task<VimFaultException> FaultOf(string answer)
    {
        await using var server = LoopbackServer.Answering(answer, status: 500);
        await using VimClient client = server.Client();
        return (await client.Invoking(it => it.CurrentTimeAsync(VimClient.ServiceInstance, TestContext.Current.CancellationToken)).Should().ThrowAsync<VimFaultException>()).Which;
    }

    private static bool IsFaultInTheModel(string name)
    {
        for (string? current = name; current is not null; current = Model.BaseTypes.GetValueOrDefault(current))
        {
            if (current == "MethodFault")
            {
                return true;
            }
        }

        return false;
    }
}
