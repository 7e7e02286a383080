using CsCheck;
using VmSnapshot.Vim25.Tests.Support;

namespace VmSnapshot.Vim25.Tests.Codec;

public class TextTests
{
    [Theory]
    [InlineData("a<b>&\"'c")]
    [InlineData("]]>")]
    [InlineData("<![CDATA[x]]>")]
    [InlineData("  leading and trailing  ")]
    [InlineData(" ")]
    [InlineData("\r\n\tline ends\r")]
    [InlineData("Bücher %2f 漢字 \U0001F600")]
    [InlineData("")]
    public void Text_comes_back_as_it_was(string text)
    {
        string message = Wire.Write(writer => writer.Text("name", text));

        Wire.Read(message, reader => reader.Text()).Should().Be(text);
    }

    [Fact]
    public void Any_text_that_XML_can_carry_comes_back_as_it_was()
        => Gen.String.Where(text => Protocol.XmlText.IndexOfForbidden(text) < 0).Sample(text =>
        {
            var reference = new ManagedObjectReference(text, "x" + text);
            string message = Wire.Write(writer => writer.Any("value", new OptionValue { Key = text, Value = text }));
            var read = (OptionValue)Wire.Read(message, reader => reader.Any())!;

            return read.Key == text && (string?)read.Value == text
                && Wire.Read(Wire.Write(writer => writer.Reference("obj", reference)), reader => reader.Reference()) == reference;
        });

    [Theory]
    [InlineData(new[] { 0 })]
    [InlineData(new[] { 'a', 1, 'b' })]
    [InlineData(new[] { 0x1b, '[' })]
    [InlineData(new[] { 0xfffe })]
    [InlineData(new[] { 0xffff })]
    [InlineData(new[] { 0xd800 })]
    [InlineData(new[] { 0xdc00, 'x' })]
    [InlineData(new[] { 'a', 0xd83d })]
    [InlineData(new[] { 0xd83d, 0xd83d, 0xde00 })]
    public void A_character_that_XML_cannot_carry_is_refused(int[] codeUnits)
    {
        string text = string.Concat(codeUnits.Select(unit => (char)unit));
        Action writing = () => Wire.Write(writer => writer.Text("name", text));

        writing.Should().Throw<ArgumentException>().WithParameterName("name").WithMessage("'name' holds the character U+*");
    }

    [Fact]
    public void A_refusal_names_the_way_to_the_value_and_not_the_value()
    {
        var spec = new CustomizationSysprep
        {
            GuiUnattended = new CustomizationGuiUnattended { Password = new CustomizationPassword { Value = "s3cret\u0002", PlainText = true } },
            UserData = new CustomizationUserData(),
            Identification = new CustomizationIdentification(),
        };

        Action writing = () => Wire.Write(writer => writer.Object("spec", "CustomizationIdentitySettings", spec));

        ArgumentException refused = writing.Should().Throw<ArgumentException>().WithParameterName("spec").Which;
        refused.Message.Should().Contain("spec.guiUnattended.password.value").And.Contain("U+0002").And.NotContain("s3cret");
    }

    [Fact]
    public void A_missing_required_member_is_refused_with_the_way_to_it()
    {
        Action writing = () => Wire.Write(writer => writer.Object("spec", "VirtualMachineCloneSpec", new VirtualMachineCloneSpec()));

        writing.Should().Throw<ArgumentException>().WithParameterName("spec").WithMessage("'spec.location' is required and not set.*");
    }

    [Fact]
    public void An_unset_required_enumeration_is_refused()
    {
        Action writing = () => Wire.Write(writer => writer.Object("shares", "SharesInfo", new SharesInfo { Shares = 1 }));

        writing.Should().Throw<ArgumentException>().WithMessage("'shares.level' is required and not set.*");
    }

    [Fact]
    public void A_null_in_a_list_is_refused()
    {
        Action writing = () => Wire.Write(writer => writer.Object("spec", "PropertySpec", new PropertySpec { Type = "Task", PathSet = ["info", null!] }));

        writing.Should().Throw<ArgumentException>().WithParameterName("spec").WithMessage("'spec.pathSet?1]' is null*");
    }

    [Fact]
    public void A_member_of_an_item_is_refused_with_the_items_place()
    {
        var spec = new VirtualMachineConfigSpec
        {
            ExtraConfig = [new OptionValue { Key = "k", Value = "v" }],
            DeviceChange = [new VirtualDeviceConfigSpec { Device = new VirtualFloppy { Key = 1 } }, new VirtualDeviceConfigSpec { Device = new VirtualDisk { Key = 2, Backing = new VirtualDiskFlatVer2BackingInfo() } }],
        };

        Action writing = () => Wire.Write(writer => writer.Object("spec", "VirtualMachineConfigSpec", spec));

        writing.Should().Throw<ArgumentException>().WithParameterName("spec").WithMessage("'spec.deviceChange?1].device.backing.fileName' is required and not set.*");
    }

    [Fact]
    public void A_member_behind_a_list_has_no_place_in_it()
    {
        var spec = new PropertyFilterSpec { PropSet = [new PropertySpec { Type = "Task", PathSet = ["info"] }], ObjectSet = [new ObjectSpec()] };

        Action writing = () => Wire.Write(writer => writer.Many<PropertyFilterSpec>("specSet", [spec], static (w, name, item) => w.Object(name, "PropertyFilterSpec", item)));

        writing.Should().Throw<ArgumentException>().WithParameterName("specSet").WithMessage("'specSet?0].objectSet?0].obj' is required and not set.*");
    }
}
