using System.ServiceModel;
using System.Text;
using System.Xml;
using VmSnapshot.Vim25.Protocol;

namespace VmSnapshot.Vim25.Tests.Codec;

/// <summary>Reading an answer costs what it may and no more, however little of it came over the wire.</summary>
public class ReadBudgetTests
{
    private const int Megabyte = 1024 * 1024;

    public static TheoryData<string, string> Floods => new()
    {
        { "objects", "<val xsi:type=\"ArrayOfVirtualMachineConfigSpec\">" + Many("<a/>") + "</val>" },
        { "unknown objects", "<val xsi:type=\"ArrayOfOfLater\">" + Many("<a><b/></a>") + "</val>" },
        { "members", "<val xsi:type=\"PropertyFilterSpec\">" + Many("<propSet/>") + "</val>" },
        { "texts", "<val xsi:type=\"ArrayOfString\">" + Many("<string>a</string>") + "</val>" },
        { "pieces of text", "<val xsi:type=\"OfLater\">" + Many("<!---->a") + "</val>" },
        { "elements to skip", "<val xsi:type=\"OptionValue\"><ofLater>" + Many("<a>b</a>") + "</ofLater></val>" },
        { "unknown members of a fault", "<val xsi:type=\"NotFound\"><ofLater>" + Many("<a>b</a>") + "</ofLater></val>" },
        { "unknown members of a fault that is full", "<val xsi:type=\"NotFound\"><ofLater>" + new string('x', 70_000) + "</ofLater><ofLater>" + Many("<a>b</a>") + "</ofLater></val>" },
        { "pieces of a number", "<val xsi:type=\"xsd:int\">" + Many("<!---->1") + "</val>" },
        { "elements of an object to skip", "<val xsi:type=\"OfLater\">" + Many("<a>b</a>") + "</val>" },
    };

    [Theory]
    [MemberData(nameof(Floods))]
    public void A_reader_looks_at_its_budget_wherever_an_answer_is_long(string what, string element)
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Action reading = () => Read(element, new ReadBudget(long.MaxValue, stop.Token));

        reading.Should().Throw<OperationCanceledException>("{0} must not outlast the call", what);
    }

    [Fact]
    public void A_few_bytes_that_stand_for_large_objects_are_refused()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Action reading = () => Read("<val xsi:type=\"ArrayOfVirtualMachineConfigSpec\">" + string.Concat(Enumerable.Repeat("<a/>", 100_000)) + "</val>", new ReadBudget(Megabyte, CancellationToken.None));

        reading.Should().Throw<QuotaExceededException>();
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(8 * Megabyte, "the text and its bytes take most of it");
    }

    [Theory]
    [InlineData("xsd:int")]
    [InlineData("xsd:long")]
    [InlineData("xsd:boolean")]
    [InlineData("xsd:byte")]
    [InlineData("xsd:short")]
    [InlineData("xsd:float")]
    [InlineData("xsd:double")]
    [InlineData("xsd:dateTime")]
    public void An_endless_number_or_time_is_refused_before_it_is_held(string type)
    {
        string element = $"<val xsi:type=\"{type}\">{new string('1', Megabyte)}</val>";
        byte[] message = Encoding.UTF8.GetBytes($"<m {Support.Wire.Declarations}>{element}</m>");
        long before = GC.GetAllocatedBytesForCurrentThread();
        Action reading = () => Read(message, new ReadBudget(long.MaxValue, CancellationToken.None));

        reading.Should().Throw<FormatException>();
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(Megabyte);
    }

    private static object? Read(string element, ReadBudget budget) => Read(Encoding.UTF8.GetBytes($"<m {Support.Wire.Declarations}>{element}</m>"), budget);

    private static object? Read(byte[] message, ReadBudget budget)
    {
        using XmlDictionaryReader xml = XmlDictionaryReader.CreateTextReader(message, Transport.AnswerLimits.Quotas());
        xml.MoveToContent();
        xml.Read();
        return new VimReader(xml, budget).Any();
    }

    private static string Many(string element) => string.Concat(Enumerable.Repeat(element, 1000));
}
