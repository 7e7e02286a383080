using System.Text;
using VmSnapshot.Vim25.Server;

namespace VmSnapshot.Vim25.Tests.Server;

public class RequestReadingTests
{
    private const string Now = "<CurrentTime xmlns=\"urn:vim25\"><_this type=\"ServiceInstance\">ServiceInstance</_this></CurrentTime>";

    [Theory]
    [InlineData("urn:vim25/7.0.2.0", "7.0.2.0")]
    [InlineData("\"urn:vim25/8.0.3.0\"", "8.0.3.0")]
    [InlineData(" \"urn:vim25/4.0\" ", "4.0")]
    [InlineData("\"urn:vim25\"", VimVersions.Oldest)]
    [InlineData("\"\"", VimVersions.Oldest)]
    [InlineData(null, VimVersions.Oldest)]
    public void The_action_says_which_version_the_client_speaks(string? action, string version)
        => VimServerCodec.ReadRequest(Envelope(Now), action).ApiVersion.Should().Be(version);

    [Theory]
    [InlineData("\"urn:vim25/99.0\"")]
    [InlineData("urn:vim25/dev")]
    [InlineData("urn:sso")]
    public void A_version_that_no_such_server_has_is_an_invalid_request(string action)
        => Refusal(Envelope(Now), action).Message.Should().Contain("Unsupported version").And.Contain(action.Trim('"'));

    [Fact]
    public void Prefixes_headers_and_white_space_do_not_matter()
    {
        byte[] envelope = Encoding.UTF8.GetBytes(
            "\uFEFF<?xml version='1.0'?>\n<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' xmlns:v='urn:vim25' xmlns:t='http://www.w3.org/2001/XMLSchema-instance'>\n"
            + "<s:Header><v:operationID>x<v:y/></v:operationID></s:Header><!-- here -->\n<s:Body>\n <v:PowerOnVM_Task><v:_this type='VirtualMachine' t:type='v:ManagedObjectReference'>vm-1</v:_this>\n"
            + "<v:host type='HostSystem'> host-1</v:host></v:PowerOnVM_Task>\n</s:Body></s:Envelope>\n");

        var request = VimServerCodec.ReadRequest(envelope, null).Request.Should().BeOfType<PowerOnVMRequestType>().Subject;

        request.This.Should().Be(new ManagedObjectReference("VirtualMachine", "vm-1"));
        request.Host!.Type.Should().Be("HostSystem");
    }

    [Fact]
    public void What_is_not_known_is_passed_over()
        => VimServerCodec.ReadRequest(Envelope("<CurrentTime xmlns=\"urn:vim25\"><a><b/>c</a><_this type=\"ServiceInstance\">x</_this></CurrentTime>"), null)
            .Request.This!.Value.Should().Be("x");

    [Theory]
    [InlineData("", "nothing")]
    [InlineData("GET / HTTP/1.1", "no XML")]
    [InlineData("<html><body/></html>", "no envelope")]
    [InlineData("<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body/></e:Envelope>", "empty body")]
    [InlineData("<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body> </e:Body></e:Envelope>", "blank body")]
    [InlineData("<e:Envelope xmlns:e=\"http://www.w3.org/2003/05/soap-envelope\"><e:Body><CurrentTime xmlns=\"urn:vim25\"/></e:Body></e:Envelope>", "SOAP 1.2")]
    [InlineData("<!DOCTYPE x [<!ENTITY y \"z\">]><e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body><CurrentTime xmlns=\"urn:vim25\"><_this type=\"ServiceInstance\">&y;</_this></CurrentTime></e:Body></e:Envelope>", "a document type")]
    [InlineData("<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body><CurrentTime xmlns=\"urn:vim25\"><_this type=\"ServiceInstance\">x</_this></CurrentTime></e:Body>", "cut short")]
    public void What_is_no_envelope_is_an_invalid_request(string text, string what)
        => Refusal(Encoding.UTF8.GetBytes(text)).Should().NotBeNull(what);

    [Theory]
    [InlineData("<CurrentTime xmlns=\"urn:vim25\"/>", "which object")]
    [InlineData("<CurrentTime><_this type=\"ServiceInstance\">x</_this></CurrentTime>", "namespace")]
    [InlineData("<CloneVM_Task xmlns=\"urn:vim25\"><_this type=\"VirtualMachine\">x</_this><spec><powerOn>perhaps</powerOn></spec></CloneVM_Task>", "perhaps")]
    [InlineData("<CloneVM_Task xmlns=\"urn:vim25\" xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\"><_this type=\"VirtualMachine\">x</_this><spec i:type=\"OptionValue\"/></CloneVM_Task>", "OptionValue")]
    public void A_request_that_can_not_be_read_is_invalid_and_says_why(string body, string because)
        => Refusal(Envelope(body)).Message.Should().Contain(because);

    [Fact]
    public void A_deep_or_a_wide_request_is_refused_instead_of_read()
    {
        Refusal(Envelope(string.Concat(Enumerable.Repeat("<a>", 2000)))).FaultName.Should().Be("InvalidRequest");
        Refusal(Envelope("<CurrentTime xmlns=\"urn:vim25\" a=\"" + new string('x', 200_000) + "\"/>")).Message.Should().Contain("64 KB");
    }

    [Fact]
    public void An_unknown_operation_is_MethodNotFound_on_its_receiver()
    {
        var reading = () => VimServerCodec.ReadRequest(Envelope("<FormatDisk xmlns=\"urn:vim25\"><_this type=\"VirtualMachine\">vm-1</_this></FormatDisk>"), null);

        MethodFault? fault = reading.Should().Throw<VimFaultException>().Which.Fault;
        var notFound = fault.Should().BeOfType<MethodNotFound>().Subject;
        notFound.Method.Should().Be("FormatDisk");
        notFound.Receiver.Should().Be(new ManagedObjectReference("VirtualMachine", "vm-1"));
    }

    internal static byte[] Envelope(string body)
        => Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"UTF-8\"?><e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body>" + body + "</e:Body></e:Envelope>");

    private static VimFaultException Refusal(byte[] envelope, string? action = null)
    {
        var reading = () => VimServerCodec.ReadRequest(envelope, action);
        VimFaultException refusal = reading.Should().Throw<VimFaultException>().Which;
        refusal.FaultName.Should().Be("InvalidRequest");
        refusal.Fault.Should().BeOfType<InvalidRequest>();
        return refusal;
    }
}
