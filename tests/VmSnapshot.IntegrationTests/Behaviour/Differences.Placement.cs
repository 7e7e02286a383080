namespace VmSnapshot.IntegrationTests.Behaviour;

public static partial class Differences
{
    private static IReadOnlyList<Difference> Placement =>
    [
        new(nameof(BehaviourSuite.Storage_DRS_takes_the_disks_one_by_one), "InvalidArgument",
            "A request for a clone may name the source's disks by key", "Looks for the keys in the configuration of a new VM and refuses",
            "vCenter: API reference, PodDiskLocator; terraform-provider-vsphere names each disk"),
        new(nameof(BehaviourSuite.A_recommendation_is_applied), "MethodNotFound; nothing",
            "ApplyStorageDrsRecommendation_Task does what was recommended", "Has no ApplyStorageDrsRecommendation_Task",
            "vCenter: API reference, ApplyStorageDrsRecommendation_Task"),
    ];
}
