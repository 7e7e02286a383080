using VmSnapshot.Vim25.Tests.Support;

namespace VmSnapshot.Vim25.Tests.Codec;

public class DateTimeTests
{
    [Theory]
    [InlineData("2026-01-02T03:04:05Z", "2026-01-02T03:04:05.0000000+00:00")]
    [InlineData("2026-01-02T03:04:05", "2026-01-02T03:04:05.0000000+00:00")]
    [InlineData("2026-01-02T03:04:05.1Z", "2026-01-02T03:04:05.1000000+00:00")]
    [InlineData("2026-01-02T03:04:05.123456Z", "2026-01-02T03:04:05.1234560+00:00")]
    [InlineData("2026-01-02T03:04:05.123456789Z", "2026-01-02T03:04:05.1234567+00:00")]
    [InlineData("2026-01-02T03:04:05.123456789", "2026-01-02T03:04:05.1234567+00:00")]
    [InlineData("2026-01-02T03:04:05+02:00", "2026-01-02T03:04:05.0000000+02:00")]
    [InlineData("2026-01-02T03:04:05.5-09:30", "2026-01-02T03:04:05.5000000-09:30")]
    [InlineData("  2026-01-02T03:04:05Z\n", "2026-01-02T03:04:05.0000000+00:00")]
    public void A_time_is_read_with_or_without_zone_and_with_any_fraction(string text, string expected)
        => Wire.ReadAny($"<val xsi:type=\"xsd:dateTime\">{text}</val>").Should().BeOfType<DateTimeOffset>()
            .Which.ToString("o").Should().Be(expected);

    [Theory]
    [InlineData("yesterday")]
    [InlineData("2026-01-02")]
    [InlineData("2026-13-02T03:04:05Z")]
    [InlineData("2026-01-02T03:04:05+99:00")]
    [InlineData("2026-01-02T03:04:05 PM")]
    public void What_is_no_time_is_refused(string text)
    {
        Action reading = () => Wire.ReadAny($"<val xsi:type=\"xsd:dateTime\">{text}</val>");

        reading.Should().Throw<FormatException>().WithMessage("*no xsd:dateTime*");
    }

    [Theory]
    [InlineData("2026-01-02T03:04:05+02:00", "2026-01-02T01:04:05Z")]
    [InlineData("2026-01-02T03:04:05.1234567Z", "2026-01-02T03:04:05.1234567Z")]
    [InlineData("2026-01-02T03:04:05.5000000Z", "2026-01-02T03:04:05.5Z")]
    public void A_time_is_written_as_universal_time(string given, string expected)
        => Wire.Element(Wire.Write(writer => writer.DateTime("time", DateTimeOffset.Parse(given, System.Globalization.CultureInfo.InvariantCulture)))).Value
            .Should().Be(expected);
}
