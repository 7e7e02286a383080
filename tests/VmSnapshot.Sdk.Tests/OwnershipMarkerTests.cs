using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.Tests;

public sealed class OwnershipMarkerTests
{
    private static readonly OwnershipMarker Marker = new() { StoreId = "s\"1", OperationId = "o", Item = 2, InstanceUuid = new("6f9619ff-8b86-8011-b42d-00cf4fc964ff") };

    [Fact]
    public void The_mark_is_one_line_that_reads_back()
    {
        Marker.ToExtraConfigValue().Should().Be("""{"version":1,"storeId":"s\u00221","operationId":"o","item":2,"instanceUuid":"6f9619ff-8b86-8011-b42d-00cf4fc964ff"}""");
        OwnershipMarker.TryParse(Marker.ToExtraConfigValue()).Should().Be(Marker);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("by hand")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""{"version":1,"storeId":"s","operationId":"o","item":"x","instanceUuid":"6f9619ff-8b86-8011-b42d-00cf4fc964ff"}""")]
    public void Anything_else_is_no_mark(string? text) => OwnershipMarker.TryParse(text).Should().BeNull();
}
