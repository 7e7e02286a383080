namespace VmSnapshot.Sdk.Conformance.Tests.Gateways;

public sealed partial class VcsimGatewayFixture
{
    /// <summary>
    /// All in which vcsim 0.24.2 differs from vCenter and what can't be brought about with it, in one place. Everything else it passes, and here it is
    /// held to what is said.
    /// </summary>
    public override IReadOnlyList<Deviation> Deviations =>
    [
        new(nameof(GatewayConformance.A_change_to_what_has_changed_since_is_ConcurrentAccess), "Nothing failed: the task ended with Success.",
            "It doesn't look at changeVersion."),
        new(nameof(GatewayConformance.Every_change_makes_another_change_version), "Expected: Not null Actual: null",
            "It gives no changeVersion."),
        new(nameof(GatewayConformance.The_mark_is_rewritten), "Actual: OwnershipMarker { Version = 1, StoreId = conformance, OperationId = conformance-1,",
            "It adds a second entry of the key to extraConfig, of which the first counts."),
        new(nameof(GatewayConformance.One_bad_change_leaves_all_as_it_was), "Expected: Tuple (1, 1) Actual: Tuple (2, 1)",
            "It keeps what it did before the bad change."),
        new(nameof(GatewayConformance.A_disk_does_not_shrink), "Nothing failed: the task ended with Success.",
            "It makes disks smaller."),
        new(nameof(GatewayConformance.An_instance_UUID_that_is_taken_is_replaced_and_the_mark_shows_it), "Assert.NotEqual() Failure: Values are equal",
            "It gives one instance UUID to two VMs."),
        new(nameof(GatewayConformance.A_clone_into_a_folder_that_is_gone_is_refused), "Actual: null",
            "It drops the connection, so there is no fault."),
        new(nameof(GatewayConformance.A_clone_of_a_native_snapshot_has_the_hardware_of_then), "Expected: 1 Actual: 2",
            "It clones what is there now."),
        new(nameof(GatewayConformance.A_linked_clone_hangs_on_the_disks_of_the_native_snapshot), "HasParent = False",
            "It makes a full copy whatever is asked for."),
        new(nameof(GatewayConformance.After_a_native_snapshot_the_VM_writes_to_disks_that_have_a_parent), "HasParent = False",
            "Its native snapshots leave the disks as they are."),
        new(nameof(GatewayConformance.The_task_of_a_clone_says_so), "Actual: \"VirtualMachine.cloneVm\"",
            "It makes the description's key of the method's name."),
        new(nameof(GatewayConformance.A_guest_is_customized), "Actual: \"VirtualMachine.customizeVm\"",
            "It makes the description's key of the method's name."),
        new(nameof(GatewayConformance.A_clone_that_is_cancelled_ends_with_RequestCanceled_and_makes_nothing), "No clone can be made to take long here.",
            "Its tasks end at once, and it has no CancelTask."),
        new(nameof(GatewayConformance.A_clone_under_way_is_found_on_its_source_until_it_ends), "No clone can be made to take long here.",
            "Its tasks end at once, and it lists none in recentTask."),
        new(nameof(GatewayConformance.A_watch_that_is_given_up_leaves_the_task_alone), "No clone can be made to take long here.",
            "Its tasks end at once: there is none to be left alone."),
        new(nameof(GatewayConformance.A_VM_whose_configuration_is_away_is_an_error_and_no_VM_without_hardware), "No configuration can be made unreadable here.",
            "Its VMs always have a configuration."),
    ];
}
