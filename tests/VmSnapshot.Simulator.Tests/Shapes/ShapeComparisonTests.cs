using System.Xml.Linq;

namespace VmSnapshot.Simulator.Tests.Shapes;

public class ShapeComparisonTests
{
    private const string Shape = """
        of: example/example file
        server: VMware vCenter Server 8.0.3

        FindChildResponse
          returnval? : ref Network VirtualMachine
        QueryResponse
          returnval
            name : string
            count? : int
            isOn : boolean
            since? : dateTime
            share : decimal
            item*
              | xsd:int : int
              | xsd:string : string
        RetrievePropertiesResponse
          returnval
            | VirtualMachine
              obj : ref VirtualMachine
              propSet+
                | name
                  name : string
                  val
                    | xsd:string : string
                | summary.config
                  name : string
                  val
                    | VirtualMachineConfigSummary
                      name : string
                      template : boolean
                      numCpu : int
                      ofLaterVersion : string

        """;

    private static readonly RecordedShapes Recorded = new([ShapeFile.Parse("example", Shape.ReplaceLineEndings("\n"))]);

    [Theory]
    [InlineData("<QueryResponse><returnval><name>a</name><count>1</count><isOn>true</isOn><since>2026-01-02T03:04:05.6Z</since><share>1</share></returnval></QueryResponse>")]
    [InlineData("<QueryResponse><returnval><name>7</name><isOn>false</isOn><share>.5</share><item xsi:type='xsd:int'>1</item><item xsi:type='xsd:string'/></returnval></QueryResponse>")]
    [InlineData("<FindChildResponse/>")]
    [InlineData("<FindChildResponse><returnval type='DistributedVirtualPortgroup'>dvportgroup-1</returnval></FindChildResponse>")]
    [InlineData("<RetrievePropertiesResponse><returnval><obj type='VirtualMachine'>vm-1</obj><propSet><name>summary.config</name><val xsi:type='VirtualMachineConfigSummary'><name>a</name><template>true</template><numCpu>1</numCpu></val></propSet></returnval></RetrievePropertiesResponse>")]
    public void What_is_as_recorded_does_not_differ(string answer) => Compare(answer).Should().BeEmpty();

    [Theory]
    [InlineData("<name>a</name><isOn>true</isOn><share>1</share><other/>", "QueryResponse/returnval/other: in no recording")]
    [InlineData("<name>a</name><share>1</share>", "QueryResponse/returnval/isOn: missing")]
    [InlineData("<isOn>true</isOn><name>a</name><share>1</share>", "QueryResponse/returnval/name: after isOn")]
    [InlineData("<name>a</name><name>b</name><isOn>true</isOn><share>1</share>", "QueryResponse/returnval/name: more than once")]
    [InlineData("<name>a</name><isOn>1</isOn><share>1</share>", "QueryResponse/returnval/isOn: is int, not boolean")]
    [InlineData("<name>a</name><isOn>true</isOn><since>today</since><share>1</share>", "QueryResponse/returnval/since: is string, not dateTime")]
    [InlineData("<name><a/></name><isOn>true</isOn><share>1</share>", "QueryResponse/returnval/name: holds elements where there was a value")]
    [InlineData("<name type='Folder'>a</name><isOn>true</isOn><share>1</share>", "QueryResponse/returnval/name: is a reference")]
    [InlineData("<name xsi:type='xsd:string'>a</name><isOn>true</isOn><share>1</share>", "QueryResponse/returnval/name: says its type")]
    [InlineData("<name>a</name><isOn>true</isOn><share>1</share><item>1</item>", "QueryResponse/returnval/item: does not say its type")]
    [InlineData("<name>a</name><isOn>true</isOn><share>1</share><item xsi:type='xsd:long'>1</item>", "QueryResponse/returnval/item[xsd:long]: in no recording")]
    public void What_differs_is_named(string content, string difference)
        => Compare($"<QueryResponse><returnval>{content}</returnval></QueryResponse>").Should().Equal(difference);

    [Fact]
    public void Elements_of_one_name_that_are_not_together_are_named()
        => Compare("<QueryResponse><returnval><name>a</name><isOn>true</isOn><item xsi:type='xsd:int'>1</item><share>1</share><item xsi:type='xsd:int'>2</item></returnval></QueryResponse>")
            .Should().Contain("QueryResponse/returnval/item: not in one place");

    [Theory]
    [InlineData("<FindChildResponse><returnval type='Folder'>group-v1</returnval></FindChildResponse>", "FindChildResponse/returnval: refers to a Folder, not to a Network or VirtualMachine")]
    [InlineData("<FindChildResponse><returnval>vm-1</returnval></FindChildResponse>", "FindChildResponse/returnval: is no reference")]
    [InlineData("<OtherResponse/>", "OtherResponse: in no recording")]
    public void References_and_operations_that_differ_are_named(string answer, string difference) => Compare(answer).Should().Equal(difference);

    [Theory]
    [InlineData("<name>parent</name><val xsi:type='xsd:string'>a</val>", "VirtualMachine.parent: in no recording")]
    [InlineData("<name>name</name><val>a</val>", "VirtualMachine.name: does not say its type")]
    [InlineData("<name>name</name><val xsi:type='xsd:int'>1</val>", "VirtualMachine.name[xsd:int]: in no recording")]
    [InlineData("<val xsi:type='xsd:string'>a</val><name>name</name>", "VirtualMachine.name/name: after val")]
    [InlineData("<name>summary.config</name><val xsi:type='VirtualMachineConfigSummary'><name>a</name><template>true</template></val>", "VirtualMachineConfigSummary/numCpu: missing")]
    public void Properties_that_differ_are_named(string property, string difference)
        => Compare($"<RetrievePropertiesResponse><returnval><obj type='VirtualMachine'>vm-1</obj><propSet>{property}</propSet></returnval></RetrievePropertiesResponse>").Should().Equal(difference);

    private static IEnumerable<string> Compare(string answer)
        => ShapeComparison.Of(XElement.Parse(answer.Insert(answer.IndexOfAny(['>', '/']), " xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'")), Recorded).Select(difference => difference.ToString());
}
