using System.Xml.Linq;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.VSphere.Tests.Support;

namespace VmSnapshot.Sdk.VSphere.Tests;

/// <summary>What CustomizeVM_Task is sent.</summary>
public sealed class GuestTests
{
    private static readonly MoRef Vm = new("VirtualMachine", "vm-42");
    private static readonly SecretReference AdminPassword = new("env:ADMIN");
    private static readonly SecretReference JoinPassword = new("env:JOIN");
    private static readonly SecretReference Key = new("env:KEY");

    private static readonly Dictionary<SecretReference, string> Secrets = new()
    {
        [AdminPassword] = "Adm1n<&>\"'",
        [JoinPassword] = "J0in ]]> me",
        [Key] = "AAAAA-BBBBB-CCCCC-DDDDD-EEEEE",
    };

    [Fact]
    public async Task Linux_with_a_fixed_address()
    {
        await using var vcenter = WithCards(1);

        var spec = await CustomizeAsync(vcenter, new LinuxGuest
        {
            HostName = "web01",
            Domain = "example.com",
            TimeZone = "Europe/Berlin",
            Adapters = [new GuestAdapter { Address = "10.20.30.40/20", Gateways = ["10.20.16.1", "10.20.16.2"] }],
            DnsServers = ["10.0.0.53", "10.0.1.53"],
            DnsSuffixes = ["example.com", "corp.example.com"],
        });

        spec.ShouldBe("""
            <spec>
              <options xsi:type="CustomizationLinuxOptions"></options>
              <identity xsi:type="CustomizationLinuxPrep">
                <hostName xsi:type="CustomizationFixedName"><name>web01</name></hostName>
                <domain>example.com</domain>
                <timeZone>Europe/Berlin</timeZone>
                <hwClockUTC>true</hwClockUTC>
              </identity>
              <globalIPSettings>
                <dnsSuffixList>example.com</dnsSuffixList>
                <dnsSuffixList>corp.example.com</dnsSuffixList>
                <dnsServerList>10.0.0.53</dnsServerList>
                <dnsServerList>10.0.1.53</dnsServerList>
              </globalIPSettings>
              <nicSettingMap>
                <adapter>
                  <ip xsi:type="CustomizationFixedIp"><ipAddress>10.20.30.40</ipAddress></ip>
                  <subnetMask>255.255.240.0</subnetMask>
                  <gateway>10.20.16.1</gateway>
                  <gateway>10.20.16.2</gateway>
                </adapter>
              </nicSettingMap>
            </spec>
            """);
    }

    [Fact]
    public async Task Linux_with_DHCP()
    {
        await using var vcenter = WithCards(1);

        var spec = await CustomizeAsync(vcenter, new LinuxGuest { HostName = "web01", Adapters = [new GuestAdapter()] });

        spec.ShouldBe("""
            <spec>
              <options xsi:type="CustomizationLinuxOptions"></options>
              <identity xsi:type="CustomizationLinuxPrep">
                <hostName xsi:type="CustomizationFixedName"><name>web01</name></hostName>
                <domain>local</domain>
                <hwClockUTC>true</hwClockUTC>
              </identity>
              <globalIPSettings></globalIPSettings>
              <nicSettingMap><adapter><ip xsi:type="CustomizationDhcpIpGenerator"></ip></adapter></nicSettingMap>
            </spec>
            """);
    }

    [Fact]
    public async Task Without_settings_for_them_there_is_one_DHCP_mapping_for_each_adapter_the_VM_has()
    {
        await using var vcenter = WithCards(3);

        var spec = await CustomizeAsync(vcenter, new LinuxGuest { HostName = "web01" });

        spec.Children("nicSettingMap").Select(m => m.Child("adapter").Child("ip").TypeName()).Should().Equal(
            Enumerable.Repeat("CustomizationDhcpIpGenerator", 3));
    }

    [Fact]
    public async Task Settings_for_several_adapters_keep_their_order()
    {
        await using var vcenter = WithCards(2);

        var spec = await CustomizeAsync(vcenter, new LinuxGuest
        {
            HostName = "web01",
            Adapters = [new GuestAdapter { Address = "192.168.1.5/24", Gateways = ["192.168.1.1"] }, new GuestAdapter()],
        });

        spec.Children("nicSettingMap").Select(m => m.Child("adapter").Child("ip").TypeName())
            .Should().Equal("CustomizationFixedIp", "CustomizationDhcpIpGenerator");
        spec.Children("nicSettingMap").First().Child("adapter").Text("subnetMask").Should().Be("255.255.255.0");
    }

    [Fact]
    public async Task Windows_joins_a_domain_with_its_passwords_in_clear_and_its_DNS_on_each_adapter()
    {
        await using var vcenter = WithCards(2);

        var spec = await CustomizeAsync(vcenter, Windows with
        {
            ProductKey = Key,
            Domain = new WindowsDomain("corp.example.com", "CORP\\joiner", JoinPassword),
            AutoLogonCount = 2,
            RunOnce = ["cmd /c echo a & b", "shutdown /r"],
            Adapters = [new GuestAdapter { Address = "10.1.2.3/8", Gateways = ["10.0.0.1"] }, new GuestAdapter()],
            DnsServers = ["10.0.0.53"],
            DnsSuffixes = ["corp.example.com"],
        });

        spec.ShouldBe("""
            <spec>
              <options xsi:type="CustomizationWinOptions"><changeSID>true</changeSID><deleteAccounts>false</deleteAccounts></options>
              <identity xsi:type="CustomizationSysprep">
                <guiUnattended>
                  <password><value>Adm1n&lt;&amp;&gt;"'</value><plainText>true</plainText></password>
                  <timeZone>110</timeZone>
                  <autoLogon>true</autoLogon>
                  <autoLogonCount>2</autoLogonCount>
                </guiUnattended>
                <userData>
                  <fullName>Operations</fullName>
                  <orgName>Example &amp; Sons</orgName>
                  <computerName xsi:type="CustomizationFixedName"><name>WIN01</name></computerName>
                  <productId>AAAAA-BBBBB-CCCCC-DDDDD-EEEEE</productId>
                </userData>
                <guiRunOnce><commandList>cmd /c echo a &amp; b</commandList><commandList>shutdown /r</commandList></guiRunOnce>
                <identification>
                  <joinDomain>corp.example.com</joinDomain>
                  <domainAdmin>CORP\joiner</domainAdmin>
                  <domainAdminPassword><value>J0in ]]&gt; me</value><plainText>true</plainText></domainAdminPassword>
                </identification>
              </identity>
              <globalIPSettings><dnsSuffixList>corp.example.com</dnsSuffixList></globalIPSettings>
              <nicSettingMap>
                <adapter>
                  <ip xsi:type="CustomizationFixedIp"><ipAddress>10.1.2.3</ipAddress></ip>
                  <subnetMask>255.0.0.0</subnetMask>
                  <gateway>10.0.0.1</gateway>
                  <dnsServerList>10.0.0.53</dnsServerList>
                </adapter>
              </nicSettingMap>
              <nicSettingMap>
                <adapter>
                  <ip xsi:type="CustomizationDhcpIpGenerator"></ip>
                  <dnsServerList>10.0.0.53</dnsServerList>
                </adapter>
              </nicSettingMap>
            </spec>
            """);
    }

    [Fact]
    public async Task Windows_in_a_workgroup_without_key_autologon_or_commands()
    {
        await using var vcenter = WithCards(1);

        var spec = await CustomizeAsync(vcenter, Windows with { Workgroup = "LAB" });

        spec.Child("identity").ShouldBe("""
            <identity xsi:type="CustomizationSysprep">
              <guiUnattended>
                <password><value>Adm1n&lt;&amp;&gt;"'</value><plainText>true</plainText></password>
                <timeZone>110</timeZone>
                <autoLogon>false</autoLogon>
                <autoLogonCount>0</autoLogonCount>
              </guiUnattended>
              <userData>
                <fullName>Operations</fullName>
                <orgName>Example &amp; Sons</orgName>
                <computerName xsi:type="CustomizationFixedName"><name>WIN01</name></computerName>
                <productId></productId>
              </userData>
              <identification><joinWorkgroup>LAB</joinWorkgroup></identification>
            </identity>
            """);
    }

    [Fact]
    public async Task Windows_without_a_password_sends_none()
    {
        await using var vcenter = WithCards(1);

        var spec = await CustomizeAsync(vcenter, Windows with { AdministratorPassword = null });

        spec.Child("identity").Child("guiUnattended").Elements().Select(e => e.Name.LocalName).Should().Equal("timeZone", "autoLogon", "autoLogonCount");
    }

    [Fact]
    public async Task A_refused_customization_names_no_secret_in_error_log_or_trace()
    {
        await using var vcenter = WithCards(1);
        vcenter.On("CustomizeVM_Task", Answer.Fault("CannotDecryptPasswords", "The passwords can't be decrypted"));

        var customize = () => vcenter.Gateway.StartCustomizeAsync(
            Vm,
            Windows with { ProductKey = Key, Domain = new WindowsDomain("corp", "joiner", JoinPassword) },
            Secrets,
            TestContext.Current.CancellationToken);

        var error = (await customize.Should().ThrowAsync<VmSnapshotException>().WithMessage("*CannotDecryptPasswords*")).Which;
        vcenter.Request("CustomizeVM_Task").ToString().Should().Contain("AAAAA", "else this test shows nothing");
        foreach (var text in new[] { error.ToString(), vcenter.Logged, vcenter.Traced })
        {
            text.Should().NotContain("Adm1n").And.NotContain("J0in").And.NotContain("AAAAA");
        }
    }

    private static WindowsGuest Windows => new()
    {
        HostName = "WIN01",
        FullName = "Operations",
        Organization = "Example & Sons",
        AdministratorPassword = AdminPassword,
        TimeZone = 110,
    };

    private static FakeVCenter WithCards(int count)
    {
        var vcenter = new FakeVCenter().On("CustomizeVM_Task", """<returnval type="Task">task-102</returnval>""");
        var cards = Enumerable.Range(4000, count).Select(key => Devices.Card(key, Devices.StandardBacking("LAN", "network-1"), key % 2 == 0 ? "VirtualVmxnet3" : "VirtualE1000e"));
        vcenter.Inventory.Add("VirtualMachine", "vm-42", ("config.hardware.device", Devices.All([Devices.Controller, Devices.Disk, .. cards])));
        return vcenter;
    }

    private static async Task<XElement> CustomizeAsync(FakeVCenter vcenter, GuestSettings guest)
    {
        var task = await vcenter.Gateway.StartCustomizeAsync(Vm, guest, Secrets, TestContext.Current.CancellationToken);

        task.Should().Be(new MoRef("Task", "task-102"));
        var request = vcenter.Request("CustomizeVM_Task");
        request.Elements().Select(e => e.Name.LocalName).Should().Equal("_this", "spec");
        return request.Child("spec");
    }
}
