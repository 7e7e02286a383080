using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Guests;

public class CustomizationSpecTests
{
    private const string Secret = "correct horse battery staple";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_saved_specification_is_listed_found_and_deleted()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        ManagedObjectReference manager = user.Content.CustomizationSpecManager!;
        (await user.Client.DoesCustomizationSpecExistAsync(manager, "windows", Token)).Should().BeFalse();

        await user.Client.CreateCustomizationSpecAsync(manager, Windows("windows"), Token);

        (await user.Client.DoesCustomizationSpecExistAsync(manager, "windows", Token)).Should().BeTrue();
        CustomizationSpecItem item = await user.Client.GetCustomizationSpecAsync(manager, "windows", Token);
        item.Info!.ChangeVersion.Should().NotBeNullOrEmpty();
        item.Info.LastUpdateTime.Should().NotBeNull();
        item.Spec!.Identity.Should().BeOfType<CustomizationSysprep>();
        Listed().Should().Equal("windows");
        await user.Client.DeleteCustomizationSpecAsync(manager, "windows", Token);
        Listed().Should().BeEmpty();
        (await FaultOf(() => user.Client.GetCustomizationSpecAsync(manager, "windows", Token))).FaultName.Should().Be("NotFound");
        (await FaultOf(() => user.Client.DeleteCustomizationSpecAsync(manager, "windows", Token))).FaultName.Should().Be("NotFound");

        IEnumerable<string?> Listed() => simulator.VCenter.World.Find(manager)!.Get<IReadOnlyList<CustomizationSpecInfo>>("info")!.Select(info => info.Name);
    }

    [Fact]
    public async Task A_taken_name_is_refused()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        ManagedObjectReference manager = user.Content.CustomizationSpecManager!;
        await user.Client.CreateCustomizationSpecAsync(manager, Windows("windows"), Token);

        VimFaultException refused = await FaultOf(() => user.Client.CreateCustomizationSpecAsync(manager, Windows("windows"), Token));

        refused.Fault.Should().BeOfType<AlreadyExists>().Which.Name.Should().Be("windows");
    }

    [Fact]
    public async Task Passwords_come_back_encrypted_and_can_be_saved_again_as_they_came()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        ManagedObjectReference manager = user.Content.CustomizationSpecManager!;
        await user.Client.CreateCustomizationSpecAsync(manager, Windows("windows"), Token);

        CustomizationSpecItem item = await user.Client.GetCustomizationSpecAsync(manager, "windows", Token);

        var identity = (CustomizationSysprep)item.Spec!.Identity!;
        foreach (CustomizationPassword? password in new[] { identity.GuiUnattended!.Password, identity.Identification!.DomainAdminPassword })
        {
            password!.PlainText.Should().BeFalse();
            password.Value.Should().NotBeNullOrEmpty().And.NotContain(Secret);
        }

        item.Spec.EncryptionKey.Should().Equal(simulator.VCenter.World.Find(manager)!.Get<IReadOnlyList<sbyte>>("encryptionKey"));
        item.Info!.Name = "copy";
        await user.Client.CreateCustomizationSpecAsync(manager, item, Token);
        CustomizationSpecItem copy = await user.Client.GetCustomizationSpecAsync(manager, "copy", Token);
        ((CustomizationSysprep)copy.Spec!.Identity!).GuiUnattended!.Password!.Value.Should().Be(identity.GuiUnattended.Password!.Value);
    }

    [Fact]
    public async Task A_password_that_another_server_encrypted_is_refused_and_not_repeated()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        ManagedObjectReference manager = user.Content.CustomizationSpecManager!;
        string foreign = Convert.ToBase64String(new byte[48]);
        CustomizationSpecItem withoutKey = Windows("windows");
        ((CustomizationSysprep)withoutKey.Spec!.Identity!).GuiUnattended!.Password = new() { Value = foreign, PlainText = false };
        var withOurKey = (CustomizationSpecItem)withoutKey.Copy();
        withOurKey.Spec!.EncryptionKey = simulator.VCenter.World.Find(manager)!.Get<IReadOnlyList<sbyte>>("encryptionKey");

        foreach (CustomizationSpecItem item in new[] { withoutKey, withOurKey })
        {
            VimFaultException refused = await FaultOf(() => user.Client.CreateCustomizationSpecAsync(manager, item, Token));
            refused.Fault.Should().BeOfType<CannotDecryptPasswords>();
            refused.ToString().Should().NotContain(foreign).And.NotContain(Secret);
        }
    }

    [Fact]
    public async Task Reading_and_changing_specifications_need_their_privileges()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var permissions = simulator.VCenter.Permissions;
        permissions.AddUser("reader", "r", permissions.AddRole("Reader", "VirtualMachine.Provisioning.ReadCustSpecs"));
        simulator.VCenter.CustomizationSpecs.Add(Windows("windows"));
        await using LoggedIn reader = await LoggedIn.ToAsync(simulator, "reader", "r");
        ManagedObjectReference manager = reader.Content.CustomizationSpecManager!;

        await reader.Client.GetCustomizationSpecAsync(manager, "windows", Token);
        VimFaultException refused = await FaultOf(() => reader.Client.DeleteCustomizationSpecAsync(manager, "windows", Token));

        refused.Fault.Should().BeOfType<NoPermission>().Which.PrivilegeId.Should().Be("VirtualMachine.Provisioning.ModifyCustSpecs");
    }

    private static CustomizationSpecItem Windows(string name) => new()
    {
        Info = new CustomizationSpecInfo { Name = name, Description = "", Type = "Windows" },
        Spec = new CustomizationSpec
        {
            Identity = new CustomizationSysprep
            {
                GuiUnattended = new() { TimeZone = 85, Password = new() { Value = Secret, PlainText = true } },
                UserData = new() { FullName = "Example", OrgName = "Example", ComputerName = new CustomizationVirtualMachineName(), ProductId = "" },
                Identification = new() { JoinDomain = "example.com", DomainAdmin = "admin", DomainAdminPassword = new() { Value = Secret, PlainText = true } },
            },
            GlobalIPSettings = new(),
        },
    };

    private static async Task<VimFaultException> FaultOf(Func<Task> call) => (await call.Should().ThrowAsync<VimFaultException>()).Which;
}
