namespace VmSnapshot.Vim25.Tests.Client;

public class OptionsTests
{
    [Fact]
    public void The_defaults_are_the_documented_ones()
    {
        var options = new VimClientOptions { Endpoint = new Uri("https://vcenter.example.com/sdk") };

        options.Thumbprint.Should().BeNull();
        options.ApiVersion.Should().Be("6.5");
        options.CallTimeout.Should().Be(TimeSpan.FromSeconds(60));
        options.MaxReceivedMessageBytes.Should().Be(268_435_456);
        options.UseDefaultWebProxy.Should().BeFalse();
        options.TimeProvider.Should().BeSameAs(TimeProvider.System);
    }

    [Theory]
    [InlineData("ftp://vcenter/sdk", "*https*")]
    [InlineData("/sdk", "*absolute*")]
    [InlineData("https://admin:s3cret@vcenter/sdk", "*user name*")]
    public void An_endpoint_that_cannot_work_is_refused_without_repeating_it(string endpoint, string message)
        => Refusal(new VimClientOptions { Endpoint = new Uri(endpoint, UriKind.RelativeOrAbsolute) })
            .Should().Match(message).And.NotContain("s3cret");

    [Theory]
    [InlineData("")]
    [InlineData("6.5\"\r\nX: y")]
    [InlineData("6 5")]
    public void A_version_that_is_none_is_refused(string version)
        => Refusal(new VimClientOptions { Endpoint = new Uri("https://vcenter/sdk"), ApiVersion = version }).Should().Match("ApiVersion*");

    [Theory]
    [InlineData("")]
    [InlineData("AA:BB")]
    [InlineData("0123456789012345678901234567890123456789")]
    [InlineData("zz23456789012345678901234567890123456789012345678901234567890123")]
    public void A_thumbprint_that_is_no_SHA_256_is_refused(string thumbprint)
        => Refusal(new VimClientOptions { Endpoint = new Uri("https://vcenter/sdk"), Thumbprint = thumbprint }).Should().Match("Thumbprint*SHA-256*");

    [Fact]
    public void A_thumbprint_without_TLS_is_refused()
        => Refusal(new VimClientOptions { Endpoint = new Uri("http://localhost/sdk"), Thumbprint = new string('A', 64) }).Should().Match("Thumbprint*https*");

    [Fact]
    public void An_address_that_would_show_the_password_to_the_network_is_refused()
        => Refusal(new VimClientOptions { Endpoint = new Uri("http://vcenter/sdk") }).Should().Match("Endpoint*https*");

    [Fact]
    public void Limits_that_cannot_work_are_refused()
    {
        var endpoint = new Uri("https://vcenter/sdk");

        Refusal(new VimClientOptions { Endpoint = endpoint, CallTimeout = TimeSpan.Zero }).Should().Match("CallTimeout*");
        Refusal(new VimClientOptions { Endpoint = endpoint, CallTimeout = TimeSpan.FromDays(2) }).Should().Match("CallTimeout*");
        Refusal(new VimClientOptions { Endpoint = endpoint, MaxReceivedMessageBytes = 0 }).Should().Match("MaxReceivedMessageBytes*");
        Refusal(new VimClientOptions { Endpoint = endpoint, MaxReceivedMessageBytes = 3L * 1024 * 1024 * 1024 }).Should().Match("MaxReceivedMessageBytes*");
    }

    [Fact]
    public void No_options_are_refused()
    {
        Action making = () => _ = new VimClient(null!);

        making.Should().Throw<ArgumentNullException>();
    }

    private static string Refusal(VimClientOptions options)
    {
        Action making = () => _ = new VimClient(options);
        return making.Should().Throw<ArgumentException>().WithParameterName(nameof(options)).Which.Message;
    }
}
