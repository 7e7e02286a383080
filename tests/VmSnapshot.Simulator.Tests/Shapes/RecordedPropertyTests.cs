namespace VmSnapshot.Simulator.Tests.Shapes;

public class RecordedPropertyTests(ComparedProperties compared) : IClassFixture<ComparedProperties>
{
    public static TheoryData<string> Types => [.. RecordedShapes.All.Properties.Select(property => property.Type).Distinct().Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Types))]
    public void Properties_have_the_shape_that_vCenter_gives_them(string type)
        => compared.Of(type).Where(difference => !ExpectedDepartures.Holds(difference)).Should().BeEmpty();

    [Fact]
    public void Every_expected_departure_is_one()
        => ExpectedDepartures.All.Where(expected => !compared.All.Any(expected.Covers)).Should().BeEmpty("what has come true needs no excuse");
}
