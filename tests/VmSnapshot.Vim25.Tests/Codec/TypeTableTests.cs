namespace VmSnapshot.Vim25.Tests.Codec;

public class TypeTableTests
{
    [Theory]
    [InlineData("NotAuthenticated", "NoPermission", true)]
    [InlineData("NotAuthenticated", "SecurityError", true)]
    [InlineData("NotAuthenticated", "MethodFault", true)]
    [InlineData("NotAuthenticated", "NotAuthenticated", true)]
    [InlineData("NoPermission", "NotAuthenticated", false)]
    [InlineData("CustomizationCloudinitPrep", "CustomizationIdentitySettings", true)]
    [InlineData("CustomizationFailed", "VmEvent", true)]
    [InlineData("OfAnotherWorld", "MethodFault", false)]
    [InlineData("OfAnotherWorld", "OfAnotherWorld", true)]
    public void A_fault_knows_what_it_derives_from(string name, string baseName, bool expected)
        => new VimFaultException(name).Is(baseName).Should().Be(expected);

    [Fact]
    public void Every_class_derives_from_the_class_of_its_base_type()
    {
        foreach (Type type in Support.Samples.DataObjectTypes)
        {
            VimTypeTable.BaseOf(type.Name).Should().Be(type.BaseType!.Name, "that is the base of {0} on the wire", type.Name);
        }
    }
}
