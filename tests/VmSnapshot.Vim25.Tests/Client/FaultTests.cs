using VmSnapshot.Vim25.Tests.Support;

namespace VmSnapshot.Vim25.Tests.Client;

public class FaultTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_fault_is_read_with_the_prefixes_of_the_envelope()
    {
        VimFaultException fault = await FaultOf(Soap.Fault(
            "The name 'web' already exists.",
            "<DuplicateNameFault xmlns=\"urn:vim25\" xsi:type=\"DuplicateName\"><name>web</name><object type=\"VirtualMachine\">vm-7</object></DuplicateNameFault>"));

        fault.FaultName.Should().Be("DuplicateName");
        fault.Operation.Should().Be("CurrentTime");
        fault.Message.Should().Be("The name 'web' already exists.");
        DuplicateName detail = fault.Fault.Should().BeOfType<DuplicateName>().Subject;
        detail.Name.Should().Be("web");
        detail.Object.Should().Be(new ManagedObjectReference("VirtualMachine", "vm-7"));
        fault.Is("VimFault").Should().BeTrue();
    }

    [Fact]
    public async Task A_fault_without_a_class_is_read_as_its_nearest_base_and_keeps_its_name()
    {
        VimFaultException fault = await FaultOf(Soap.Fault(
            "",
            "<FaultToleranceVmNotDasProtectedFault xmlns=\"urn:vim25\" xsi:type=\"FaultToleranceVmNotDasProtected\"><vm type=\"VirtualMachine\">vm-7</vm></FaultToleranceVmNotDasProtectedFault>"));

        fault.FaultName.Should().Be("FaultToleranceVmNotDasProtected");
        fault.Fault.Should().BeOfType<VimFault>().Which.WireTypeName.Should().Be("FaultToleranceVmNotDasProtected");
        fault.Message.Should().Be("The server answered CurrentTime with the fault FaultToleranceVmNotDasProtected.");
        fault.Is("VimFault").Should().BeTrue();
    }

    [Fact]
    public async Task A_fault_that_vim25_does_not_know_keeps_its_name()
    {
        VimFaultException fault = await FaultOf(Soap.Fault("new", "<OfLaterFault xmlns=\"urn:vim25\" xsi:type=\"OfLater\"><x>1</x></OfLaterFault>"));

        fault.FaultName.Should().Be("OfLater");
        fault.Fault!.GetType().Should().Be<MethodFault>();
    }

    [Fact]
    public async Task A_fault_that_names_no_type_has_that_of_its_element()
    {
        VimFaultException fault = await FaultOf(Soap.Fault("no", "<NoPermissionFault xmlns=\"urn:vim25\"><object type=\"Folder\">group-1</object><privilegeId>VirtualMachine.Provisioning.Clone</privilegeId></NoPermissionFault>"));

        fault.Fault.Should().BeOfType<NoPermission>().Which.PrivilegeId.Should().Be("VirtualMachine.Provisioning.Clone");
    }

    [Fact]
    public async Task NotAuthenticated_is_a_NoPermission()
    {
        VimFaultException fault = await FaultOf(Soap.Fault(
            "The session is not authenticated.",
            "<NotAuthenticatedFault xmlns=\"urn:vim25\" xsi:type=\"NotAuthenticated\"><object type=\"Folder\">group-d1</object><privilegeId>System.View</privilegeId></NotAuthenticatedFault>"));

        fault.Fault.Should().BeOfType<NotAuthenticated>().Which.PrivilegeId.Should().Be("System.View");
        fault.Is("NoPermission").Should().BeTrue();
        fault.Is("RuntimeFault").Should().BeTrue();
    }

    [Fact]
    public async Task Prefixes_may_be_named_and_declared_anywhere()
    {
        VimFaultException fault = await FaultOf(
            "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:q=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:w=\"urn:vim25\"><e:Body><e:Fault>"
            + "<faultcode>e:Server</faultcode><faultstring>bad</faultstring><detail><w:InvalidPropertyFault q:type=\"w:InvalidProperty\"><w:name>config.nope</w:name></w:InvalidPropertyFault></detail>"
            + "</e:Fault></e:Body></e:Envelope>");

        fault.Fault.Should().BeOfType<InvalidProperty>().Which.Name.Should().Be("config.nope");
    }

    [Fact]
    public async Task Causes_within_a_fault_are_read()
    {
        VimFaultException fault = await FaultOf(Soap.Fault(
            "failed",
            "<CustomizationFaultFault xmlns=\"urn:vim25\" xsi:type=\"UncustomizableGuest\"><faultCause><fault xsi:type=\"NotSupported\"/><localizedMessage>not supported</localizedMessage></faultCause>"
            + "<faultMessage><key>k</key><arg><key>1</key><value xsi:type=\"xsd:string\">v</value></arg><message>m</message></faultMessage><uncustomizableGuestOS>plan9</uncustomizableGuestOS></CustomizationFaultFault>"));

        UncustomizableGuest detail = fault.Fault.Should().BeOfType<UncustomizableGuest>().Subject;
        detail.UncustomizableGuestOS.Should().Be("plan9");
        detail.FaultCause!.LocalizedMessage.Should().Be("not supported");
        detail.FaultCause.Fault.Should().BeOfType<NotSupported>();
        detail.FaultMessage!.Single().Arg!.Single().Value.Should().Be("v");
    }

    [Theory]
    [InlineData("<detail/>")]
    [InlineData("<detail></detail>")]
    [InlineData("")]
    public async Task A_fault_without_a_detail_is_named_by_its_code(string detail)
    {
        VimFaultException fault = await FaultOf(Soap.Envelope($"<soapenv:Fault><faultcode>soapenv:VersionMismatch</faultcode><faultstring>which version?</faultstring>{detail}</soapenv:Fault>"));

        fault.FaultName.Should().Be("VersionMismatch");
        fault.Fault.Should().BeNull();
        fault.Message.Should().Be("which version?");
    }

    [Theory]
    [InlineData("<InsufficientCpuResourcesFaultFault xmlns=\"urn:vim25\" xsi:type=\"InsufficientCpuResourcesFault\"><unreserved>plenty</unreserved></InsufficientCpuResourcesFaultFault>", "InsufficientCpuResourcesFault")]
    [InlineData("<InsufficientCpuResourcesFaultFault xmlns=\"urn:vim25\"><unreserved>9223372036854775808</unreserved></InsufficientCpuResourcesFaultFault>", "InsufficientCpuResourcesFault")]
    [InlineData("<v:NotAuthenticatedFault xmlns:v=\"urn:vim25\" xsi:type=\"v:NotAuthenticated\"><v:privilegeId><v:a/></v:privilegeId></v:NotAuthenticatedFault>", "NotAuthenticated")]
    [InlineData("<NotFoundFault xmlns=\"urn:vim25\" xsi:type=\"OptionValue\"/>", "NotFound")]
    public async Task A_fault_with_a_member_that_can_not_be_read_is_still_that_fault(string detail, string name)
    {
        VimFaultException fault = await FaultOf(Soap.Fault("no", detail));

        fault.FaultName.Should().Be(name);
        fault.Message.Should().Be("no");
        fault.Fault.Should().BeNull();
        fault.RawDetail.Should().NotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_fault_may_come_with_status_200()
    {
        await using var server = LoopbackServer.Answering(Soap.Fault("no", "<InvalidLoginFault xmlns=\"urn:vim25\" xsi:type=\"InvalidLogin\"/>"));
        await using VimClient client = server.Client();

        (await client.Invoking(it => it.CurrentTimeAsync(VimClient.ServiceInstance, Stop)).Should().ThrowAsync<VimFaultException>())
            .Which.FaultName.Should().Be("InvalidLogin");
    }

    private static async Task<VimFaultException> FaultOf(string answer)
    {
        await using var server = LoopbackServer.Answering(answer, status: 500);
        await using VimClient client = server.Client();
        return (await client.Invoking(it => it.CurrentTimeAsync(VimClient.ServiceInstance, Stop)).Should().ThrowAsync<VimFaultException>()).Which;
    }
}
