namespace VmSnapshot.IntegrationTests.Behaviour;

public static partial class Differences
{
    private static IReadOnlyList<Difference> Views =>
    [
        new(nameof(BehaviourSuite.A_list_view_names_what_it_could_not_add), "ManagedObjectNotFound",
            "ModifyListView returns the references that it couldn't resolve",
            "Fails with ManagedObjectNotFound",
            "vCenter: API reference, ModifyListView (return value)"),
        new(nameof(BehaviourSuite.All_VMs_of_a_UUID_can_be_asked_for), Missing,
            "FindAllByUuid returns every VM of a UUID: UUIDs aren't unique",
            "Has no FindAllByUuid",
            "vCenter: API reference, SearchIndex; terraform-provider-vsphere #1736 shows the need"),
    ];
}
