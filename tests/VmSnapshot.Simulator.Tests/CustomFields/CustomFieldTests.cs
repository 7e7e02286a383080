using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.CustomFields;

public class CustomFieldTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_field_is_offered_on_entities_of_its_type_and_listed_by_name()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var small = new SmallInventory(simulator);
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);

        CustomFieldDef onVms = await user.Client.AddCustomFieldDefAsync(user.Content.CustomFieldsManager!, "zone", "VirtualMachine", cancellationToken: Token);
        CustomFieldDef onAll = await user.Client.AddCustomFieldDefAsync(user.Content.CustomFieldsManager!, "owner", cancellationToken: Token);

        onVms.ManagedObjectType.Should().Be("VirtualMachine");
        onAll.Key.Should().NotBe(onVms.Key);
        onAll.FieldInstancePrivileges!.UpdatePrivilege.Should().Be("Global.SetCustomField");
        simulator.VCenter.World.Find(user.Content.CustomFieldsManager)!.Get<IReadOnlyList<CustomFieldDef>>("field")!.Select(field => field.Name).Should().Equal("owner", "zone");
        FieldsOf(small.Vm).Should().Equal("zone", "owner");
        FieldsOf(small.Host1).Should().Equal("owner");

        static IEnumerable<string?> FieldsOf(ManagedEntity entity) => entity.Get<IReadOnlyList<CustomFieldDef>>("availableField")!.Select(field => field.Name);
    }

    [Fact]
    public async Task A_value_shows_wherever_vCenter_shows_values()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var small = new SmallInventory(simulator);
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        int key = (await user.Client.AddCustomFieldDefAsync(user.Content.CustomFieldsManager!, "owner", cancellationToken: Token)).Key;
        await user.Client.SetFieldAsync(user.Content.CustomFieldsManager!, small.Vm.Reference, key, "me", Token);
        await user.Client.SetFieldAsync(user.Content.CustomFieldsManager!, small.Vm.Reference, key, "you", Token);

        foreach (IReadOnlyList<CustomFieldValue>? shown in new[]
        {
            small.Vm.Get<IReadOnlyList<CustomFieldValue>>("value"),
            small.Vm.Get<IReadOnlyList<CustomFieldValue>>("customValue"),
            small.Vm.Get<VirtualMachineSummary>("summary")!.CustomValue,
        })
        {
            var value = shown.Should().ContainSingle().Which.Should().BeOfType<CustomFieldStringValue>().Subject;
            (value.Key, value.Value).Should().Be((key, "you"));
        }

        var changed = simulator.VCenter.Events.All.OfType<CustomFieldValueChangedEvent>().ToList();
        changed.Select(posted => (posted.PrevState, posted.Value)).Should().Equal((null, "me"), ("me", "you"));
        changed.Should().OnlyContain(posted => posted.Vm!.Vm == small.Vm.Reference && posted.UserName == "user" && posted.Name == "owner");
    }

    [Fact]
    public async Task Setting_a_field_needs_the_privilege_of_the_fields_policy()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var small = new SmallInventory(simulator);
        var permissions = simulator.VCenter.Permissions;
        permissions.AddUser("tagger", "t", permissions.AddRole("Tagger", "Global.SetCustomField"));
        PrivilegePolicyDef policy = new() { CreatePrivilege = "System.View", ReadPrivilege = "System.View", UpdatePrivilege = "VirtualMachine.Config.Annotation", DeletePrivilege = "System.View" };
        int guarded = simulator.VCenter.CustomFields.Add("guarded", valuePolicy: policy).Key;
        int open = simulator.VCenter.CustomFields.Add("open", type: "").Key;
        await using LoggedIn user = await LoggedIn.ToAsync(simulator, "tagger", "t");
        ManagedObjectReference manager = user.Content.CustomFieldsManager!;

        await user.Client.SetFieldAsync(manager, small.Vm.Reference, open, "x", Token);
        Func<Task> set = () => user.Client.SetFieldAsync(manager, small.Vm.Reference, guarded, "x", Token);

        (await set.Should().ThrowAsync<VimFaultException>()).Which.Fault.Should().BeOfType<NoPermission>().Which.PrivilegeId.Should().Be("VirtualMachine.Config.Annotation");
    }

    [Fact]
    public async Task A_taken_name_is_refused_but_for_another_type()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        ManagedObjectReference manager = user.Content.CustomFieldsManager!;
        await user.Client.AddCustomFieldDefAsync(manager, "zone", "VirtualMachine", cancellationToken: Token);

        foreach (string? type in new[] { "VirtualMachine", null })
        {
            Func<Task> again = () => user.Client.AddCustomFieldDefAsync(manager, "zone", type, cancellationToken: Token);
            (await again.Should().ThrowAsync<VimFaultException>()).Which.Fault.Should().BeOfType<DuplicateName>().Which.Name.Should().Be("zone");
        }

        await user.Client.AddCustomFieldDefAsync(manager, "zone", "HostSystem", cancellationToken: Token);
    }

    [Fact]
    public async Task Unknown_fields_types_and_privileges_are_refused()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var small = new SmallInventory(simulator);
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        ManagedObjectReference manager = user.Content.CustomFieldsManager!;
        int ofHosts = (await user.Client.AddCustomFieldDefAsync(manager, "rack", "HostSystem", cancellationToken: Token)).Key;

        (await FaultOf(() => user.Client.SetFieldAsync(manager, small.Vm.Reference, 7, "x", Token))).Should().Be("InvalidArgument");
        (await FaultOf(() => user.Client.SetFieldAsync(manager, small.Vm.Reference, ofHosts, "x", Token))).Should().Be("InvalidArgument");
        (await FaultOf(() => user.Client.AddCustomFieldDefAsync(manager, "odd", "Event", cancellationToken: Token))).Should().Be("InvalidArgument");
        PrivilegePolicyDef policy = new() { CreatePrivilege = "No.Such", ReadPrivilege = "System.View", UpdatePrivilege = "System.View", DeletePrivilege = "System.View" };
        (await FaultOf(() => user.Client.AddCustomFieldDefAsync(manager, "odd", null, policy, cancellationToken: Token))).Should().Be("InvalidPrivilege");
    }

    [Fact]
    public async Task The_default_inventory_has_its_field_and_its_saved_customization_specs()
    {
        await using var simulator = new VCenterSimulator();
        await using LoggedIn user = await LoggedIn.ToAsync(simulator, "readonly", "readonly");

        simulator.VCenter.World.Find(user.Content.CustomFieldsManager)!.Get<IReadOnlyList<CustomFieldDef>>("field")!.Should().ContainSingle().Which.Name.Should().Be("owner");
        simulator.VCenter.CustomizationSpecs.Find("linux-dhcp").Should().NotBeNull();
        simulator.VCenter.CustomizationSpecs.Find("windows-dhcp")!.Spec!.Identity.Should().BeOfType<CustomizationSysprep>();
    }

    private static async Task<string> FaultOf(Func<Task> call) => (await call.Should().ThrowAsync<VimFaultException>()).Which.FaultName;
}
