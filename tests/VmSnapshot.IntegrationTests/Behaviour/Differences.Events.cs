namespace VmSnapshot.IntegrationTests.Behaviour;

public static partial class Differences
{
    private static IReadOnlyList<Difference> Events =>
    [
        new(nameof(BehaviourSuite.A_rename_is_an_event_with_both_names), "no event",
            "Renaming a VM is a VmRenamedEvent with both names", "Posts none",
            "vCenter: API reference, VmRenamedEvent"),
        new(nameof(BehaviourSuite.Events_of_a_folder_are_those_of_what_is_in_it_too), "not found; found",
            "A filter on a folder finds events of the VMs in it; one on a datacenter alone doesn't", "The other way round",
            "vCenter: API reference, EventFilterSpecByEntity (recursion)"),
        new(nameof(BehaviourSuite.Events_can_be_asked_for_by_time), "1; 1",
            "A filter's begin time leaves out older events", "Ignores it",
            "vCenter: API reference, EventFilterSpecByTime"),
        new(nameof(BehaviourSuite.A_collector_reads_on_to_what_comes_later), "VmPoweredOnEvent; nothing; VmPoweredOnEvent",
            "ReadNextEvents goes on to what was posted since", "Gives an old event again and leaves out the new one",
            "vCenter: API reference, ReadNextEvents"),
        new(nameof(BehaviourSuite.Events_about_nothing_are_refused), "done",
            "A filter on an entity that isn't there is refused", "Finds no events",
            "vCenter: API reference, EventFilterSpecByEntity (entity)"),
    ];
}
