using VmSnapshot.Simulator.Permissions;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Permissions;

public class PrivilegeCatalogTests
{
    [Fact]
    public void Every_privilege_that_the_schema_asks_for_is_in_the_catalog()
    {
        List<string> asked = typeof(VimRequestType).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(VimRequestType)) && !type.IsAbstract)
            .Select(type => (VimRequestType)Activator.CreateInstance(type)!)
            .SelectMany(request => request.ParameterPrivileges.Select(needed => needed.Value).Append(request.Privilege ?? "System.View"))
            .Distinct().ToList();

        asked.Should().HaveCountGreaterThan(15).And.BeSubsetOf(PrivilegeCatalog.Ids);
        PrivilegeCatalog.Descriptions.Should().HaveSameCount(PrivilegeCatalog.Ids);
    }
}
