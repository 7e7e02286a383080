using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Permissions;
using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Permissions;

public class PermissionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reader_of_the_default_inventory_may_look_and_change_nothing()
    {
        await using var simulator = new VCenterSimulator();
        await using LoggedIn reader = await LoggedIn.ToAsync(simulator, "readonly", "readonly");
        VirtualMachine vm = simulator.VCenter.World.Objects.OfType<VirtualMachine>().First();

        Func<Task> powerOn = () => reader.Client.PowerOnVMTaskAsync(vm.Reference, cancellationToken: Token);

        NoPermission refusal = await RefusalOf(powerOn);
        refusal.Object.Should().Be(vm.Reference);
        refusal.PrivilegeId.Should().Be("VirtualMachine.Interact.PowerOn");
        NoPermissionEntityPrivileges missing = refusal.MissingPrivileges.Should().ContainSingle().Subject;
        missing.Entity.Should().Be(vm.Reference);
        missing.PrivilegeIds.Should().Equal("VirtualMachine.Interact.PowerOn");
        await reader.Client.QueryEventsAsync(reader.Content.EventManager!, new EventFilterSpec(), Token);
    }

    [Fact]
    public async Task What_changes_the_service_itself_needs_its_privilege_on_the_root_folder()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        simulator.VCenter.Permissions.AddUser("reader", "reader", simulator.VCenter.Permissions.ReadOnly);
        await using LoggedIn reader = await LoggedIn.ToAsync(simulator, "reader", "reader");

        // cluster-api-provider-vsphere #2066 met this with an account of narrow rights.
        Func<Task> ask = () => reader.Client.SessionIsActiveAsync(reader.Content.SessionManager!, "key", "reader", Token);

        NoPermission refusal = await RefusalOf(ask);
        refusal.Object.Should().Be(simulator.VCenter.RootFolder.Reference);
        refusal.PrivilegeId.Should().Be("Sessions.ValidateSession");
    }

    [Fact]
    public async Task A_privilege_on_a_parameter_is_asked_on_what_the_parameter_names()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var small = new SmallInventory(simulator);
        PermissionTable permissions = simulator.VCenter.Permissions;
        SimulatedUser user = permissions.AddUser("tagger", "tagger", permissions.ReadOnly);
        permissions.Grant(small.Vm, user, permissions.AddRole("Tagger", "Global.SetCustomField"));
        int key = simulator.VCenter.CustomFields.Add("owner").Key;
        await using LoggedIn tagger = await LoggedIn.ToAsync(simulator, "tagger", "tagger");

        await tagger.Client.SetFieldAsync(tagger.Content.CustomFieldsManager!, small.Vm.Reference, key, "me", Token);
        Func<Task> elsewhere = () => tagger.Client.SetFieldAsync(tagger.Content.CustomFieldsManager!, small.Host1.Reference, key, "me", Token);

        (await RefusalOf(elsewhere)).Object.Should().Be(small.Host1.Reference);
    }

    [Fact]
    public async Task The_nearest_permission_counts()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var small = new SmallInventory(simulator);
        PermissionTable permissions = simulator.VCenter.Permissions;
        SimulatedUser user = permissions.AddUser("u", "p", permissions.Admin);

        permissions.Grant(small.Cluster, user, permissions.ReadOnly);

        permissions.Has(user, small.Datacenter, "Datacenter.Rename").Should().BeTrue();
        permissions.Has(user, small.Cluster, "Host.Inventory.EditCluster").Should().BeFalse();
        permissions.Has(user, small.Host1, "Host.Config.Power").Should().BeFalse();
        permissions.Has(user, small.Cluster.RootPool, "Resource.AssignVMToPool").Should().BeFalse();
        permissions.Has(user, small.Datastore1, "Datastore.AllocateSpace").Should().BeTrue();
    }

    [Fact]
    public async Task A_permission_that_does_not_propagate_stays_where_it_is_but_for_the_parts_of_its_entity()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var small = new SmallInventory(simulator);
        PermissionTable permissions = simulator.VCenter.Permissions;
        SimulatedUser user = permissions.AddUser("u", "p", role: null);

        permissions.Grant(small.Datacenter, user, permissions.Admin, propagates: false);
        permissions.Grant(small.Cluster, user, permissions.Admin, propagates: false);

        permissions.Has(user, small.Datacenter.VmFolder, "Folder.Create").Should().BeTrue("a datacenter's folders are part of it");
        permissions.Has(user, small.Cluster.RootPool, "Resource.AssignVMToPool").Should().BeTrue("a cluster's root pool is part of it");
        permissions.Has(user, small.Host1, "Host.Config.Power").Should().BeFalse();
        permissions.Has(user, small.Datastore1, "Datastore.Browse").Should().BeFalse();
        permissions.Has(user, small.Vm, "VirtualMachine.Interact.PowerOn").Should().BeFalse();
    }

    [Fact]
    public async Task A_vm_has_the_privileges_of_its_folder_and_of_its_pool_together()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var small = new SmallInventory(simulator);
        PermissionTable permissions = simulator.VCenter.Permissions;
        SimulatedUser user = permissions.AddUser("u", "p", role: null);

        permissions.Grant(small.Datacenter, user, permissions.AddRole("Folders", "VirtualMachine.Interact.PowerOn"));
        permissions.Grant(small.Cluster, user, permissions.AddRole("Pools", "VirtualMachine.Interact.PowerOff"));

        permissions.Has(user, small.Vm, "VirtualMachine.Interact.PowerOn").Should().BeTrue();
        permissions.Has(user, small.Vm, "VirtualMachine.Interact.PowerOff").Should().BeTrue();
        permissions.Has(user, small.Vm, "VirtualMachine.Interact.Reset").Should().BeFalse();
        permissions.Grant(small.Vm, user, permissions.ReadOnly);
        permissions.Has(user, small.Vm, "VirtualMachine.Interact.PowerOn").Should().BeFalse("the VM's own permission replaces both");
    }

    [Fact]
    public async Task Without_access_an_entity_is_invisible_and_the_way_to_a_granted_one_is_visible()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var small = new SmallInventory(simulator);
        PermissionTable permissions = simulator.VCenter.Permissions;
        SimulatedUser user = permissions.AddUser("u", "p", role: null);
        permissions.Grant(small.Vm, user, permissions.ReadOnly);
        await using LoggedIn loggedIn = await LoggedIn.ToAsync(simulator, "u", "p");
        SimulatedSession session = simulator.VCenter.Sessions.Open.Single();

        permissions.CanView(session, small.Vm).Should().BeTrue();
        permissions.CanView(session, small.Datacenter.VmFolder).Should().BeTrue();
        permissions.CanView(session, small.Datacenter).Should().BeTrue();
        permissions.CanView(session, simulator.VCenter.RootFolder).Should().BeTrue();
        permissions.CanView(session, small.Host1).Should().BeFalse();
        permissions.CanView(session, small.Datastore1).Should().BeFalse();
        permissions.Has(user, small.Datacenter, "System.Read").Should().BeFalse();
        permissions.CanView(session, simulator.VCenter.World.Find(loggedIn.Content.ViewManager)!).Should().BeTrue();
    }

    [Fact]
    public async Task Effective_roles_are_those_of_whoever_asks()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var small = new SmallInventory(simulator);
        simulator.VCenter.Permissions.AddUser("reader", "reader", simulator.VCenter.Permissions.ReadOnly);
        await using LoggedIn admin = await LoggedIn.ToAsync(simulator);
        await using LoggedIn reader = await LoggedIn.ToAsync(simulator, "reader", "reader");

        RolesFor("user").Should().Equal(-1);
        RolesFor("reader").Should().Equal(-2);
        simulator.VCenter.RootFolder.Get<IReadOnlyList<Permission>>("permission").Should().SatisfyRespectively(
            first => (first.Principal, first.RoleId, first.Propagate).Should().Be(("user", -1, true)),
            second => (second.Principal, second.RoleId, second.Propagate).Should().Be(("reader", -2, true)));

        IReadOnlyList<int> RolesFor(string user)
        {
            SimulatedSession session = simulator.VCenter.Sessions.Open.Single(open => open.UserName == user);
            SimulatedCall.Current = new SimulatedCall { Request = new FetchRequestType(), Connection = new(), ApiVersion = "", Session = session };
            return small.Vm.Get<IReadOnlyList<int>>("effectiveRole")!;
        }
    }

    [Fact]
    public async Task Privileges_can_be_asked_for_by_session_and_by_user()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var small = new SmallInventory(simulator);
        PermissionTable permissions = simulator.VCenter.Permissions;
        SimulatedUser user = permissions.AddUser("operator", "o", permissions.ReadOnly);
        permissions.Grant(small.Vm, user, permissions.AddRole("Operator", "VirtualMachine.Interact.PowerOn"));
        await using LoggedIn loggedIn = await LoggedIn.ToAsync(simulator, "operator", "o");
        ManagedObjectReference manager = loggedIn.Content.AuthorizationManager!;
        string key = simulator.VCenter.Sessions.Open.Single().Key;

        IReadOnlyList<EntityPrivilege> held = await loggedIn.Client.HasPrivilegeOnEntitiesAsync(
            manager, [small.Vm.Reference, small.Host1.Reference], key, ["VirtualMachine.Interact.PowerOn", "System.Read"], Token);
        IReadOnlyList<EntityPrivilege> ofNobody = await loggedIn.Client.HasPrivilegeOnEntitiesAsync(manager, [small.Vm.Reference], "no such session", ["System.Read"], Token);
        IReadOnlyList<UserPrivilegeResult> all = await loggedIn.Client.FetchUserPrivilegeOnEntitiesAsync(manager, [small.Vm.Reference], "operator", Token);
        Func<Task> unknown = () => loggedIn.Client.HasPrivilegeOnEntitiesAsync(manager, [new("VirtualMachine", "vm-0")], key, ["System.Read"], Token);

        held.Select(entity => entity.Entity).Should().Equal(small.Vm.Reference, small.Host1.Reference);
        held[0].PrivAvailability!.Select(privilege => privilege.IsGranted).Should().Equal(true, true);
        held[1].PrivAvailability!.Select(privilege => privilege.IsGranted).Should().Equal(false, true);
        ofNobody.Single().PrivAvailability!.Single().IsGranted.Should().BeFalse();
        all.Single().Privileges.Should().Equal("System.Anonymous", "System.Read", "System.View", "VirtualMachine.Interact.PowerOn");
        (await unknown.Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("ManagedObjectNotFound");
    }

    [Fact]
    public async Task Roles_and_privileges_are_listed_with_the_identifiers_of_vCenter()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        simulator.VCenter.Permissions.AddRole("Own", "VirtualMachine.Interact.PowerOn");
        ManagedObject manager = simulator.VCenter.World.Find(simulator.VCenter.Content.AuthorizationManager)!;

        var roles = manager.Get<IReadOnlyList<AuthorizationRole>>("roleList")!;
        var privileges = manager.Get<IReadOnlyList<AuthorizationPrivilege>>("privilegeList")!;

        roles.Where(role => role.System).Select(role => (role.RoleId, role.Name)).Should().Equal((-5, "NoAccess"), (-4, "Anonymous"), (-3, "View"), (-2, "ReadOnly"), (-1, "Admin"));
        roles.Single(role => !role.System).Privilege.Should().Contain("VirtualMachine.Interact.PowerOn").And.Contain("System.Read");
        roles.Single(role => role.Name == "Admin").Privilege.Should().HaveCount(privileges.Count);
        privileges.Should().Contain(privilege => privilege.PrivId == "VirtualMachine.Config.DiskExtend" && privilege.PrivGroupName == "VirtualMachine.Config" && privilege.Name == "DiskExtend");
    }

    [Fact]
    public async Task A_role_of_an_unknown_privilege_and_a_grant_that_vCenter_refuses_are_mistakes_of_the_inventory()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var small = new SmallInventory(simulator);
        PermissionTable permissions = simulator.VCenter.Permissions;
        SimulatedUser user = permissions.AddUser("u", "p", role: null);

        permissions.Invoking(table => table.AddRole("Odd", "VirtualMachine.Interact.Levitate")).Should().Throw<ArgumentException>();
        permissions.Invoking(table => table.Grant(small.Vm, user, permissions.ViewOnly)).Should().Throw<ArgumentException>();
        permissions.Invoking(table => table.Grant(small.Cluster.RootPool, user, permissions.Admin)).Should().Throw<ArgumentException>();
        permissions.Invoking(table => table.AddUser("U", "p", role: null)).Should().Throw<ArgumentException>("names don't differ by case");
    }

    internal static async Task<NoPermission> RefusalOf(Func<Task> call)
        => (await call.Should().ThrowAsync<VimFaultException>()).Which.Fault.Should().BeOfType<NoPermission>().Subject;
}
