using System.Text.Json;
using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.Tests;

public sealed class MoRefTests
{
    [Theory]
    [InlineData("", "vm-42")]
    [InlineData("VirtualMachine", "")]
    [InlineData(null, "vm-42")]
    [InlineData("VirtualMachine", null)]
    [InlineData("Virtual:Machine", "vm-42")]
    public void What_could_not_be_parsed_again_is_refused(string? type, string? value)
    {
        FluentActions.Invoking(() => new MoRef(type!, value!)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new MoRef("VirtualMachine", "vm-42") with { Type = type!, Value = value! }).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void An_empty_one_is_not_written_as_json()
    {
        var write = () => JsonSerializer.Serialize(new InventoryObject { MoRef = default, Name = "f", Path = "/f" });

        write.Should().Throw<JsonException>().WithMessage("*managed object reference*");
    }

    [Fact]
    public void A_value_may_have_colons()
    {
        var moRef = new MoRef("VirtualMachine", "urn:vm:42");

        MoRef.Parse(moRef.ToString()).Should().Be(moRef);
        JsonSerializer.Deserialize<MoRef>(JsonSerializer.Serialize(moRef)).Should().Be(moRef);
    }
}
