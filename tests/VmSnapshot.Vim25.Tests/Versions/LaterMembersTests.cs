using System.Xml.Linq;
using VmSnapshot.Vim25.Tests.Support;
using VmSnapshot.Vim25.Versions;

namespace VmSnapshot.Vim25.Tests.Versions;

/// <summary>What the spoken version doesn't have is not sent.</summary>
public class LaterMembersTests
{
    private static readonly ManagedObjectReference Vm = new("VirtualMachine", "vm-1");
    private static readonly ManagedObjectReference Folder = new("Folder", "group-v3");
    private static readonly string TaskAnswer = Soap.Envelope("<CloneVM_TaskResponse xmlns=\"urn:vim25\"><returnval type=\"Task\">task-1</returnval></CloneVM_TaskResponse>");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_member_of_a_later_version_is_refused_before_anything_is_sent()
    {
        await using var server = LoopbackServer.Answering(TaskAnswer);
        await using VimClient client = Client(server, "7.0");

        (await client.Invoking(it => it.CloneVMTaskAsync(Vm, Folder, "a", Spec(), Stop)).Should().ThrowAsync<ArgumentException>())
            .WithParameterName("spec").WithMessage("'spec.tpmProvisionPolicy' came with version 8.0.0.1 of the API and this client speaks 7.0;*");
        server.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task It_is_sent_in_a_version_that_has_it()
    {
        await using var server = LoopbackServer.Answering(TaskAnswer);
        await using VimClient client = Client(server, "8.0.1.0");

        await client.CloneVMTaskAsync(Vm, Folder, "a", Spec(), Stop);

        XDocument.Parse(server.Requests.Single().Body).Descendants(Wire.Vim + "tpmProvisionPolicy").Single().Value.Should().Be("replace");
    }

    [Fact]
    public async Task A_version_of_another_form_is_not_compared()
    {
        await using var server = LoopbackServer.Answering(TaskAnswer);
        await using VimClient client = Client(server, "dev");

        await client.CloneVMTaskAsync(Vm, Folder, "a", Spec(), Stop);

        server.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task A_type_of_a_later_version_is_refused_where_it_stands()
    {
        await using var server = LoopbackServer.Answering(TaskAnswer);
        await using VimClient client = Client(server, "7.0.2.0");
        VirtualMachineCloneSpec spec = Spec();
        spec.TpmProvisionPolicy = null;
        spec.Customization = new CustomizationSpec { Identity = new CustomizationCloudinitPrep { Metadata = "m" }, GlobalIPSettings = new CustomizationGlobalIPSettings() };

        (await client.Invoking(it => it.CloneVMTaskAsync(Vm, Folder, "a", spec, Stop)).Should().ThrowAsync<ArgumentException>())
            .WithMessage("'spec.customization.identity' is a CustomizationCloudinitPrep, which came with version 7.0.3.0 of the API and this client speaks 7.0.2.0;*");
    }

    [Fact]
    public async Task An_empty_list_of_a_later_version_is_nothing_to_refuse()
    {
        await using var server = LoopbackServer.Answering(Soap.Envelope("<PostEventResponse xmlns=\"urn:vim25\"/>"));
        await using VimClient client = server.Client();

        await client.PostEventAsync(new("EventManager", "EventManager"), new GeneralUserEvent { UserName = "a", Message = "m" }, new TaskInfo
        {
            Key = "task-1",
            Task = new("Task", "task-1"),
            DescriptionId = "d",
            State = TaskInfoState.Running,
            Reason = new TaskReasonUser { UserName = "a" },
            ProgressDetails = [],
        }, Stop);

        server.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task An_operation_of_a_later_version_is_refused_before_anything_is_sent()
    {
        await using var server = LoopbackServer.Answering(Soap.Envelope("<InstantClone_TaskResponse xmlns=\"urn:vim25\"><returnval type=\"Task\">task-1</returnval></InstantClone_TaskResponse>"));
        await using VimClient older = server.Client();
        await using VimClient newer = Client(server, "6.7");
        var spec = new VirtualMachineInstantCloneSpec { Name = "a", Location = new VirtualMachineRelocateSpec() };

        (await older.Invoking(it => it.InstantCloneTaskAsync(Vm, spec, Stop)).Should().ThrowAsync<NotSupportedException>())
            .WithMessage("InstantClone_Task came with version 6.7 of the API and this client speaks 6.5.*");
        server.Requests.Should().BeEmpty();
        (await newer.InstantCloneTaskAsync(Vm, spec, Stop)).Value.Should().Be("task-1");
    }

    [Theory]
    [InlineData("6.5", 0x06050000, "6.5")]
    [InlineData("8.0.0.1", 0x08000001, "8.0.0.1")]
    [InlineData("6.7.1", 0x06070100, "6.7.1")]
    [InlineData("7.0.3.0", 0x07000300, "7.0.3.0")]
    [InlineData(" 10 ", 0x0A000000, "10.0")]
    public void A_version_is_a_number_that_compares(string text, int number, string shown)
    {
        VersionNumber.Parse(text).Should().Be(number);
        VersionNumber.Text(number).Should().Be(shown);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("6.")]
    [InlineData("6.-5")]
    [InlineData("6.5u1")]
    [InlineData("1.2.3.4.5")]
    [InlineData("256.0")]
    public void What_is_no_version_has_no_number(string? text) => VersionNumber.Parse(text).Should().BeNull();

    private static VirtualMachineCloneSpec Spec() => new()
    {
        Location = new VirtualMachineRelocateSpec(),
        TpmProvisionPolicy = VirtualMachineCloneSpecTpmProvisionPolicy.Replace.Value,
    };

    private static VimClient Client(LoopbackServer server, string version) => new(new VimClientOptions { Endpoint = server.Endpoint, ApiVersion = version });
}
