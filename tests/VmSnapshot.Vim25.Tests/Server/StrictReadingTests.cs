using VmSnapshot.Vim25.Server;

namespace VmSnapshot.Vim25.Tests.Server;

public class StrictReadingTests
{
    private const string Head = "<_this type=\"VirtualMachine\">vm-1</_this><folder type=\"Folder\">group-v3</folder><name>a</name>";
    private const string Spec = "<spec><location/><template>false</template><powerOn>true</powerOn></spec>";

    public static TheoryData<string, string> Right => new()
    {
        { Head + Spec, "the schema's own order" },
        { Head.Replace("type=", "xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" i:type=\"ManagedObjectReference\" type=", StringComparison.Ordinal) + Spec, "types that go without saying" },
        { Head + "<!-- c -->" + Spec.Replace("<spec>", "\n<spec xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" i:type=\"VirtualMachineCloneSpec\">\n", StringComparison.Ordinal), "a type that is the declared one" },
        { Head + Spec.Replace("true", " 1 ", StringComparison.Ordinal), "another way to write true" },
        { Head.Replace(">a<", "><", StringComparison.Ordinal) + Spec, "an empty text" },
        { Head + Config("<extraConfig><key>k</key><value i:type=\"x:string\">v</value></extraConfig><extraConfig><key>l</key><value i:type=\"x:int\">1</value></extraConfig>"), "a list with values of any type" },
        { Head + Config("<deviceChange><operation>add</operation><device i:type=\"VirtualHdAudioCard\"><key>-1</key><ofItsOwn>1</ofItsOwn></device></deviceChange>"), "a type that vim25 has, with what it may have" },
    };

    public static TheoryData<string, StrictReadingFailureKind, string> Wrong => new()
    {
        { Head + "<spec><powerOn>true</powerOn><location/><template>false</template></spec>", StrictReadingFailureKind.WrongOrder, "CloneVM_Task/spec: 'powerOn' stands where 'location' is expected" },
        { "<_this type=\"VirtualMachine\">vm-1</_this><name>a</name><folder type=\"Folder\">f</folder>" + Spec, StrictReadingFailureKind.WrongOrder, "CloneVM_Task: 'name' stands where 'folder' is expected" },
        { Head + "<name>b</name>" + Spec, StrictReadingFailureKind.WrongOrder, "CloneVM_Task: 'name' stands where 'spec' is expected" },
        { Head + Spec + Spec, StrictReadingFailureKind.WrongOrder, "CloneVM_Task: 'spec' stands where nothing more is expected" },
        { Head + Spec.Replace("<location/>", "<location><Pool>p</Pool></location>", StringComparison.Ordinal), StrictReadingFailureKind.UnknownElement, "CloneVM_Task/spec/location: 'Pool' is unknown there" },
        { Head + Spec.Replace("<location/>", "<x:location xmlns:x=\"urn:other\"/><location/>", StringComparison.Ordinal), StrictReadingFailureKind.UnknownElement, "CloneVM_Task/spec: 'location' is unknown there" },
        { Head + Spec + "<priority>1</priority>", StrictReadingFailureKind.UnknownElement, "CloneVM_Task: 'priority' is unknown there" },
        { Head + "<spec><template>false</template><powerOn>true</powerOn></spec>", StrictReadingFailureKind.MissingElement, "CloneVM_Task/spec: 'location' is required and not set" },
        { "<_this type=\"VirtualMachine\">vm-1</_this><folder type=\"Folder\">f</folder>" + Spec, StrictReadingFailureKind.MissingElement, "CloneVM_Task: 'name' is required and not set" },
        { Head + Config("<numCPUs></numCPUs>"), StrictReadingFailureKind.EmptyElement, "CloneVM_Task/spec/config: 'numCPUs' has no value" },
        { Head + "<spec><location/><template>false</template><powerOn>true</powerOn><tpmProvisionPolicy>replace</tpmProvisionPolicy></spec>", StrictReadingFailureKind.TooNew, "CloneVM_Task/spec/tpmProvisionPolicy: came with version 8.0.0.1*" },
        { Head + Config("<deviceChange><operation>add</operation><device i:type=\"VirtualFlux\"><key>-1</key></device></deviceChange>"), StrictReadingFailureKind.UnknownType, "CloneVM_Task/spec/config/deviceChange/device: 'VirtualFlux' is no type of vim25" },
        { Head + "<spec><location/><template>false</template><customization xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\"><identity i:type=\"CustomizationCloudinitPrep\"><metadata>m</metadata></identity><globalIPSettings/></customization><powerOn>true</powerOn></spec>", StrictReadingFailureKind.TooNew, "CloneVM_Task/spec/customization/identity: is a CustomizationCloudinitPrep, which came with version 7.0.3*" },
    };

    [Theory]
    [MemberData(nameof(Right))]
    public void A_request_by_the_schema_has_no_failures(string content, string what)
        => Read(content, "7.0").Failures.Should().BeEmpty(what);

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_departs_from_the_schema_is_named_with_its_place(string content, StrictReadingFailureKind kind, string text)
    {
        StrictReadingFailure failure = Read(content, "7.0").Failures.Should().ContainSingle().Subject;

        failure.Kind.Should().Be(kind);
        failure.ToString().Should().Match(text);
    }

    [Fact]
    public void A_member_of_a_version_is_right_in_that_version()
        => Read(Head + "<spec><location/><template>false</template><powerOn>true</powerOn><tpmProvisionPolicy>replace</tpmProvisionPolicy></spec>", "8.0.1.0").Failures.Should().BeEmpty();

    [Fact]
    public void All_that_is_wrong_is_named_at_once()
        => Read(Head + "<spec><where/><template>false</template><powerOn>true</powerOn></spec><more/>", "7.0").Failures.Select(failure => failure.Kind)
            .Should().Equal(StrictReadingFailureKind.UnknownElement, StrictReadingFailureKind.UnknownElement, StrictReadingFailureKind.MissingElement);

    [Fact]
    public void Nobody_looks_where_strictness_is_not_asked_for()
        => VimServerCodec.ReadRequest(Envelope(Head + "<spec><where/></spec>"), "urn:vim25/7.0").Failures.Should().BeEmpty();

    private static string Config(string content)
        => "<spec><location/><template>false</template><config xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:x=\"http://www.w3.org/2001/XMLSchema\">" + content + "</config><powerOn>true</powerOn></spec>";

    private static byte[] Envelope(string content) => RequestReadingTests.Envelope("<CloneVM_Task xmlns=\"urn:vim25\">" + content + "</CloneVM_Task>");

    private static VimServerRequest Read(string content, string version) => VimServerCodec.ReadRequest(Envelope(content), "urn:vim25/" + version, strict: true);
}
