using VmSnapshot.Vim25.Generator;

namespace VmSnapshot.Vim25.Tests.Generation;

/// <summary>The meanings that are written by hand.</summary>
public class DocumentationTests
{
    private static readonly VimModel Model = RepositoryLayout.ReadModel(RepositoryLayout.FindRoot(AppContext.BaseDirectory));

    [Theory]
    [InlineData("VirtualMachineCloneSpec VirtualMachineInstantCloneSpec VirtualMachineRelocateSpec VirtualMachineRelocateSpecDiskLocator VirtualMachineConfigSpec")]
    [InlineData("VirtualDeviceConfigSpec VirtualDevice VirtualDeviceConnectInfo VirtualDisk VirtualDeviceFileBackingInfo VirtualDiskFlatVer2BackingInfo")]
    [InlineData("VirtualDiskRawDiskMappingVer1BackingInfo VirtualController VirtualSCSIController VirtualNVMEController OptionValue TaskInfo")]
    [InlineData("VirtualEthernetCard VirtualVmxnet3 VirtualDeviceDeviceBackingInfo VirtualEthernetCardNetworkBackingInfo VirtualEthernetCardOpaqueNetworkBackingInfo")]
    [InlineData("VirtualEthernetCardDistributedVirtualPortBackingInfo DistributedVirtualSwitchPortConnection SharesInfo ResourceAllocationInfo")]
    [InlineData("CustomizationSpec CustomizationAdapterMapping CustomizationIPSettings CustomizationIPSettingsIpV6AddressSpec CustomizationGlobalIPSettings")]
    [InlineData("CustomizationLinuxPrep CustomizationSysprep CustomizationSysprepText CustomizationCloudinitPrep CustomizationGuiUnattended CustomizationUserData")]
    [InlineData("CustomizationIdentification CustomizationPassword CustomizationWinOptions CustomizationFixedIp CustomizationFixedIpV6 CustomizationFixedName")]
    [InlineData("PropertyFilterSpec PropertySpec ObjectSpec SelectionSpec TraversalSpec RetrieveOptions RetrieveResult ObjectContent DynamicProperty MissingProperty")]
    [InlineData("WaitOptions UpdateSet PropertyFilterUpdate ObjectUpdate PropertyChange")]
    public void What_the_steps_use_has_a_meaning(string types) => types.Split(' ').Should().BeSubsetOf(Model.Texts.Keys);

    [Fact]
    public void Every_operation_has_a_meaning() => Model.Operations.Select(operation => operation.Name).Should().BeSubsetOf(Model.Texts.Keys);

    [Fact]
    public void Every_part_of_what_is_documented_has_a_meaning() => DocReader.RequireSubjects(Model.Texts, Model);

    [Fact]
    public void A_text_becomes_xml()
        => DocReader.Read("test", ["# no", "", "A.b: Takes `a<b` & c."])["A.b"].Should().Be("Takes <c>a&lt;b</c> &amp; c.");

    [Theory]
    [InlineData("A.c: of nothing")]
    [InlineData("B: of nothing")]
    [InlineData("A: without its member")]
    [InlineData("Do.that: of nothing")]
    [InlineData("Do: without its parameter")]
    public void A_text_without_a_subject_or_a_subject_without_its_parts_is_refused(string line)
    {
        var reader = new ModelReader();
        reader.ReadModel("test", ["[Core]", "object A : DynamicData 2.0", "  b int 2.0", "operation Do on T 2.0", "  parameter what int 2.0"]);
        VimModel model = reader.Finish();

        Action checking = () => DocReader.RequireSubjects(DocReader.Read("test", [line]), model);

        checking.Should().Throw<InvalidDataException>();
    }

    [Fact]
    public void The_meaning_of_an_operation_stands_before_its_facts()
    {
        var reader = new ModelReader();
        reader.ReadModel("test", ["[Core]", "operation Do on T 2.0", "  parameter what int 2.0"]);
        VimModel model = reader.Finish() with { Texts = DocReader.Read("test", ["Do: Does it.", "Do.what: What to do."]) };

        string code = OperationEmitter.Emit(model);

        code.Should().Contain("/// Does it.\n    /// <para><c>Do</c> of <c>T</c>, since vSphere API 2.0.\n    /// </para>\n    /// </summary>\n");
        code.Should().Contain("<param name=\"what\">What to do. <c>what</c>: xsd:int, required, since 2.0.</param>");
    }

    [Theory]
    [InlineData("A without a text")]
    [InlineData("A: twice")]
    public void A_line_that_says_nothing_or_says_it_twice_is_refused(string line)
    {
        Action reading = () => DocReader.Read("docs.txt", ["A: once", line]);

        reading.Should().Throw<InvalidDataException>().WithMessage("docs.txt(2): *");
    }
}
