namespace VmSnapshot.Simulator.Tests.Shapes;

public class ShapeFileTests
{
    private const string Head = "of: example/example file\nserver: VMware vCenter Server 8.0.3\n\n";

    [Fact]
    public void A_shape_is_read_with_its_forms_in_their_order()
    {
        var shape = ShapeFile.Parse("example", Head + "AResponse\n  returnval*\n    | TypeA\n      one? : string\n      two+ : ref Folder Datacenter\n    | - : empty\n  last : int\n");

        shape.Of.Should().Be("example/example file");
        shape.Server.Should().Be("VMware vCenter Server 8.0.3");
        ShapeForm answer = shape.Roots.Should().ContainSingle().Subject.Forms.Should().ContainSingle().Subject;
        answer.Children.Select(child => (child.Name, child.Always, child.Repeats)).Should().Equal(("returnval", false, true), ("last", true, false));
        answer.Children[0].Forms.Select(form => (form.Key, form.Kind)).Should().Equal(("TypeA", null), (null, "empty"));
        ShapeForm typeA = answer.Children[0].Forms[0];
        typeA.Children.Select(child => (child.Name, child.Always, child.Repeats)).Should().Equal(("one", false, false), ("two", true, true));
        typeA.Children[1].Forms[0].References.Should().Equal("Folder", "Datacenter");
    }

    [Theory]
    [InlineData("")]
    [InlineData("of: a b\n\nAResponse\n")]
    [InlineData(Head + "AResponse\n  name : some text\n")]
    [InlineData(Head + "AResponse\n  name = web-1\n")]
    [InlineData(Head + "AResponse\n  10.0.0.1\n")]
    [InlineData(Head + "| AForm\n")]
    public void What_is_no_shape_is_refused(string text)
        => ((Action)(() => ShapeFile.Parse("example", text))).Should().Throw<InvalidDataException>();

    [Fact]
    public void Recorded_shapes_are_of_several_versions_of_vCenter_and_say_which()
    {
        RecordedShapes.All.Files.Should().HaveCountGreaterThan(20);
        RecordedShapes.All.Files.Should().OnlyContain(file => file.Server.StartsWith("VMware vCenter Server", StringComparison.Ordinal) && file.Of.Contains('@', StringComparison.Ordinal));
        RecordedShapes.All.Files.Select(file => file.Server).Distinct().Should().HaveCountGreaterThan(6);
    }
}
