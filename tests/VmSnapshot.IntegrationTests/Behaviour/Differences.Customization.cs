namespace VmSnapshot.IntegrationTests.Behaviour;

public static partial class Differences
{
    private static IReadOnlyList<Difference> Customization =>
    [
        new(nameof(BehaviourSuite.A_clone_is_customized_by_its_spec), "nothing pends; no name",
            "The clone spec's customization waits for the clone's power-on", "Ignores it",
            "vCenter: API reference, VirtualMachineCloneSpec (customization)"),
        new(nameof(BehaviourSuite.A_customization_ends_with_an_event), "no event",
            "CustomizationStartedEvent and then CustomizationSucceeded, or a failure, tell how it went", "Posts none",
            "vCenter: API reference, CustomizationEvent; terraform-provider-vsphere #1932 and #2618 are about waiting for them"),
        new(nameof(BehaviourSuite.A_customization_can_be_checked_against_a_VM), "MethodNotFound; MethodNotFound",
            "CheckCustomizationSpec tells what a customization would fail with", "Has no CheckCustomizationSpec",
            "vCenter: API reference, CheckCustomizationSpec"),
        new(nameof(BehaviourSuite.A_customization_spec_is_deleted), "MethodNotFound; True; MethodNotFound",
            "DeleteCustomizationSpec removes a stored specification", "Has no DeleteCustomizationSpec",
            "vCenter: API reference, CustomizationSpecManager"),
    ];
}
