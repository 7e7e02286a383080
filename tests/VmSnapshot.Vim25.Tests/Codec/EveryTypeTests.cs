using System.Xml.Linq;
using VmSnapshot.Vim25.Generator;
using VmSnapshot.Vim25.Tests.Support;

namespace VmSnapshot.Vim25.Tests.Codec;

/// <summary>What must hold for each generated data object.</summary>
public class EveryTypeTests
{
    private static readonly VimModel Model = RepositoryLayout.ReadModel(RepositoryLayout.FindRoot(AppContext.BaseDirectory));

    public static TheoryData<string> TypeNames => [.. Samples.DataObjectTypes.Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(TypeNames))]
    public void A_full_object_survives_writing_and_reading(string name)
    {
        string written = Wire.Write(Sample(name));

        var read = (DynamicData)Wire.Read(written, reader => reader.Any())!;

        read.GetType().Name.Should().Be(name);
        Wire.Write(read).Should().Be(written);
    }

    [Theory]
    [MemberData(nameof(TypeNames))]
    public void Elements_stand_in_schema_order_with_those_of_the_base_first(string name)
    {
        XElement element = Wire.Element(Wire.Write(Sample(name)));

        element.Elements().Select(child => child.Name.LocalName).Distinct().Should().Equal(SchemaOrder(name));
        element.Elements().Select(child => child.Name.Namespace).Distinct().Should().BeSubsetOf([Wire.Vim]);
    }

    [Theory]
    [MemberData(nameof(TypeNames))]
    public void Elements_of_later_versions_are_skipped(string name)
    {
        string written = Wire.Write(Sample(name));
        string later = written.Replace("<value xsi:type=\"" + name + "\">", "<value xsi:type=\"" + name + "\"><ofLater a=\"b\"><key>1</key><ofLater/></ofLater>", StringComparison.Ordinal);
        later.Should().NotBe(written);

        var read = (DynamicData)Wire.Read(later, reader => reader.Any())!;

        Wire.Write(read).Should().Be(written);
    }

    private static DynamicData Sample(string name) => Samples.Full(typeof(DynamicData).Assembly.GetType("VmSnapshot.Vim25." + name, throwOnError: true)!);

    private static IEnumerable<string> SchemaOrder(string name)
        => Model.Objects.TryGetValue(name, out VimObject? type) ? SchemaOrder(type.Base).Concat(type.Members.Select(member => member.Name)) : [];
}
