using System.Globalization;
using VmSnapshot.Vim25.Tests.Support;

namespace VmSnapshot.Vim25.Tests.Client;

/// <summary>Names as people type them, there and back over real bytes: the server puts what it received into its answer, unread.</summary>
public class HostileNameTests
{
    private static readonly ManagedObjectReference SearchIndex = new("SearchIndex", "SearchIndex");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // As code units: not all of them are text that a test runner can name a test by.
    public static TheoryData<string> Names =>
    [
        "<>&\"'",
        "a<b>c</b>&amp;&lt;",
        "]]>",
        "<![CDATA[a]]>",
        "<!-- a -->",
        "<?a b?>",
        "&#13;&#xD;",
        "\\r",
        "\\r\\n",
        "a\\rb\\nc\\td",
        "\\t leading and trailing \\n",
        " ",
        "  two  blanks  ",
        "%2f%5c%25 / \\\\ %",
        "\\u0085\\u2028\\u2029",
        "\\u00A0\\u200B\\uFEFF",
        "B\u00FCcher \u6F22\u5B57",
        "e\\u0301 is not \u00E9",
        "\\u202Etxt.exe\\u202C",
        "\u05E9\u05DC\u05D5\u05DD \u0645\u0631\u062D\u0628\u0627",
        "\U0001F600\U0001F468\\u200D\U0001F469",
        "\\uDBFF\\uDFFD",
        "\\uE000\\uFFFD\\u007F\\u0080",
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_name_survives_the_way_to_the_server_and_back(string escaped)
    {
        string name = Unescaped(escaped);
        await using var server = new LoopbackServer((request, stream, stop) => LoopbackServer.SendAsync(stream, Soap.Envelope(
            $"<LoginResponse xmlns=\"urn:vim25\"><returnval><key>k</key><userName>{Between(request.Body, "<userName>", "</userName>")}</userName></returnval></LoginResponse>"), stop));
        await using VimClient client = server.Client();

        UserSession session = await client.LoginAsync(new("SessionManager", "SessionManager"), name, "p", cancellationToken: Stop);

        session.UserName.Should().Be(name);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Both_parts_of_a_reference_survive_the_way_to_the_server_and_back(string escaped)
    {
        string name = Unescaped(escaped);
        var reference = new ManagedObjectReference(name, name);
        await using var server = new LoopbackServer((request, stream, stop) => LoopbackServer.SendAsync(stream, Soap.Envelope(
            $"<FindChildResponse xmlns=\"urn:vim25\"><returnval{Between(request.Body, "<entity", "</entity>")}</returnval></FindChildResponse>"), stop));
        await using VimClient client = server.Client();

        (await client.FindChildAsync(SearchIndex, reference, "a", Stop)).Should().Be(reference);
    }

    [Theory]
    [InlineData(0x0000)]
    [InlineData(0x0008)]
    [InlineData(0x000B)]
    [InlineData(0x001F)]
    [InlineData(0xD800)]
    [InlineData(0xDFFF)]
    [InlineData(0xFFFE)]
    [InlineData(0xFFFF)]
    public async Task What_XML_cannot_carry_is_refused_with_its_place_before_anything_is_sent(int unit)
    {
        string name = "web" + (char)unit;
        await using var server = LoopbackServer.Answering(Soap.Envelope(Soap.Now));
        await using VimClient client = server.Client();
        var machine = new ManagedObjectReference("VirtualMachine", "vm-1");
        string code = unit.ToString("X4", CultureInfo.InvariantCulture);

        (await client.Invoking(it => it.FindChildAsync(SearchIndex, machine, name, Stop)).Should().ThrowAsync<ArgumentException>())
            .WithParameterName("name").WithMessage($"'name' holds the character U+{code}*");
        (await client.Invoking(it => it.FindChildAsync(SearchIndex, new(name, "a"), "a", Stop)).Should().ThrowAsync<ArgumentException>())
            .WithParameterName("entity").WithMessage($"'entity' holds the character U+{code}*");
        (await client.Invoking(it => it.ReconfigVMTaskAsync(machine, new VirtualMachineConfigSpec { ExtraConfig = [new OptionValue { Key = "k", Value = name }] }, Stop)).Should().ThrowAsync<ArgumentException>())
            .WithParameterName("spec").WithMessage($"'spec.extraConfig?0].value' holds the character U+{code}*");
        server.Requests.Should().BeEmpty();
    }

    private static string Between(string text, string start, string end)
    {
        int from = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return text[from..text.LastIndexOf(end, StringComparison.Ordinal)];
    }

    private static string Unescaped(string text) => System.Text.RegularExpressions.Regex.Unescape(text.Replace("\\\\", "\\u005C", StringComparison.Ordinal));
}
