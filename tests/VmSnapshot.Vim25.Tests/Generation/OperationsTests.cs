using VmSnapshot.Vim25.Generator;

namespace VmSnapshot.Vim25.Tests.Generation;

/// <summary>The operations that the library promises.</summary>
public class OperationsTests
{
    public static TheoryData<string> Promised => [.. (
        "RetrieveServiceContent CurrentTime " +
        "Login LoginByToken Logout SessionIsActive AcquireCloneTicket CloneSession " +
        "RetrievePropertiesEx ContinueRetrievePropertiesEx CancelRetrievePropertiesEx CreatePropertyCollector CreateFilter WaitForUpdatesEx CancelWaitForUpdates DestroyPropertyFilter DestroyPropertyCollector " +
        "CreateContainerView CreateListView ModifyListView DestroyView " +
        "FindByInventoryPath FindByUuid FindAllByUuid FindChild " +
        "CreateFolder MoveIntoFolder_Task Rename_Task Destroy_Task " +
        "CloneVM_Task InstantClone_Task MarkAsTemplate MarkAsVirtualMachine CreateSnapshot_Task CreateSnapshotEx_Task RemoveSnapshot_Task ReconfigVM_Task RelocateVM_Task PromoteDisks_Task ConsolidateVMDisks_Task CustomizeVM_Task CheckCustomizationSpec UpgradeVM_Task PowerOnVM_Task PowerOffVM_Task ShutdownGuest AnswerVM PowerOnMultiVM_Task " +
        "CheckClone_Task CheckInstantClone_Task CheckVmConfig_Task CheckPowerOn_Task " +
        "RecommendDatastores ApplyStorageDrsRecommendation_Task PlaceVm QueryConfigOptionEx QueryConfigTarget " +
        "CancelTask CreateCollectorForTasks ReadNextTasks QueryEvents CreateCollectorForEvents ReadNextEvents SetCollectorPageSize DestroyCollector PostEvent " +
        "DoesCustomizationSpecExist GetCustomizationSpec CreateCustomizationSpec DeleteCustomizationSpec " +
        "AddCustomFieldDef SetField " +
        "HasPrivilegeOnEntities").Split(' ')];

    [Theory]
    [MemberData(nameof(Promised))]
    public void A_promised_operation_is_a_method_of_the_client(string operation)
        => typeof(VimClient).GetMethod(CSharpNames.Method(operation)).Should().NotBeNull();
}
