namespace VmSnapshot.IntegrationTests.Behaviour;

public static partial class Differences
{
    private static IReadOnlyList<Difference> Folders =>
    [
        new(nameof(BehaviourSuite.A_slash_in_the_name_of_a_folder_is_escaped), "a/b; nothing",
            "CreateFolder stores a slash as %2f", "Stores it as it comes, and no path leads there",
            "vCenter: API reference, CreateFolder: / \\ and % are escaped"),
        new(nameof(BehaviourSuite.A_folder_without_a_name_is_refused), "done",
            "A folder without a name is InvalidName", "Makes it; later searches in that folder drop the connection",
            "vCenter: API reference, CreateFolder (InvalidName)"),
        new(nameof(BehaviourSuite.An_entity_is_renamed), "rename-after; rename-before",
            "Rename_Task changes config.name of a VM too", "config.name keeps the old name",
            "vCenter: API reference, VirtualMachineConfigInfo (name)"),
        new(nameof(BehaviourSuite.A_rename_to_a_name_that_is_taken_is_refused), "InvalidArgument; rename-taken",
            "A name that is taken is DuplicateName", "Fails with InvalidArgument",
            "vCenter: API reference, Rename_Task (DuplicateName)"),
        new(nameof(BehaviourSuite.A_VM_does_not_move_to_where_its_name_is_taken), "done; Golden",
            "Moving to where the name is taken is DuplicateName", "Moves it: two VMs of one path",
            "vCenter: API reference, MoveIntoFolder_Task (DuplicateName)"),
        new(nameof(BehaviourSuite.A_destroyed_folder_takes_its_VMs_with_it), "done; ManagedObjectNotFound; done",
            "Destroy_Task of a folder destroys the VMs in it", "The VMs stay, in a folder that is gone",
            "vCenter: API reference, Destroy_Task"),
        new(nameof(BehaviourSuite.A_custom_value_is_set_and_set_again), "one; one, two; one, two",
            "An entity has one value for a custom field", "Adds a second value",
            "vCenter: API reference, SetField"),
    ];
}
