using System.Text;
using VmSnapshot.Simulator.Guests;

namespace VmSnapshot.Simulator.Tests.Guests;

public class CloudinitMetadataTests
{
    private const string Yaml =
        """
        # as cloud-init's documentation writes it
        instance-id: "i-1"
        hostname: 'node'   # the guest's name
        network:
          version: 2
          ethernets:
            id0:
              match: {macaddress: "00:50:56:80:00:07"}
              dhcp4: false
              addresses:
              - 192.0.2.7/25
              - 2001:db8::7/64
              routes:
                - to: default
                  via: 192.0.2.1
                - to: 198.51.100.0/24
                  via: 192.0.2.2
              nameservers: {addresses: [192.0.2.53, "192.0.2.54"], search: []}
            id1:
              dhcp4: true
        notes: |
          anything: at all
            even: this
        """;

    private const string Json =
        """
        {"instance-id": "i-1", "hostname": "node", "network": {"version": 2, "ethernets": {
          "id0": {"match": {"macaddress": "00:50:56:80:00:07"}, "dhcp4": false, "addresses": ["192.0.2.7/25", "2001:db8::7/64"],
            "routes": [{"to": "default", "via": "192.0.2.1"}, {"to": "198.51.100.0/24", "via": "192.0.2.2"}],
            "nameservers": {"addresses": ["192.0.2.53", "192.0.2.54"], "search": []}},
          "id1": {"dhcp4": true}}}}
        """;

    [Theory]
    [InlineData(Yaml)]
    [InlineData(Json)]
    public void Name_addresses_gateways_and_servers_are_read(string text)
    {
        CloudinitMetadata metadata = Read(text);

        metadata.HostName.Should().Be("node");
        metadata.Adapters.Should().HaveCount(2);
        CloudinitAdapter first = metadata.Adapters[0];
        first.MacAddress.Should().Be("00:50:56:80:00:07");
        first.Settings.Fixed.Should().Equal(new GuestAddress("192.0.2.7", 25), new GuestAddress("2001:db8::7", 64));
        first.Settings.Gateways.Should().Equal("192.0.2.1");
        first.Settings.DnsServers.Should().Equal("192.0.2.53", "192.0.2.54");
        metadata.Adapters[1].Settings.Fixed.Should().BeEmpty();
    }

    [Fact]
    public void A_network_that_is_a_text_of_its_own_is_read_too()
    {
        string network = Convert.ToBase64String(Encoding.UTF8.GetBytes("version: 2\nethernets:\n  id0:\n    addresses: [192.0.2.9/24]\n"));

        CloudinitMetadata metadata = Read($"local-hostname: node\nnetwork: {network}\nnetwork.encoding: base64\n");

        metadata.Adapters.Single().Settings.Fixed.Should().Equal(new GuestAddress("192.0.2.9", 24));
    }

    [Fact]
    public void Metadata_may_say_nothing_of_a_network()
        => Read("local-hostname: a\nhostname: b\n").Should().BeEquivalentTo(new CloudinitMetadata("a", []));

    [Theory]
    [InlineData("- a\n- b\n")]
    [InlineData("a: [b\n")]
    [InlineData("a: {b: c\n")]
    [InlineData("a: 'b\n")]
    [InlineData("a: *b\n")]
    [InlineData("a:\n   b: c\n  d: e\n")]
    [InlineData("network: !!!\nnetwork.encoding: base64\n")]
    [InlineData("[1, 2]")]
    [InlineData("{\"a\": 1")]
    public void What_isnt_a_document_is_refused(string text) => CloudinitMetadata.TryParse(text, out _).Should().BeFalse();

    private static CloudinitMetadata Read(string text)
    {
        CloudinitMetadata.TryParse(text, out CloudinitMetadata? metadata).Should().BeTrue();
        return metadata!;
    }
}
