using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Permissions;

/// <summary>The privileges that there are, by the identifiers of the vSphere Web Services API reference.</summary>
internal static class PrivilegeCatalog
{
    private static readonly (string Group, string Names)[] Groups =
    [
        ("Alarm", "Acknowledge Create Delete DisableActions Edit SetStatus"),
        ("Authorization", "ModifyPermissions ModifyRoles ReassignRolePermissions"),
        ("Certificate", "Manage"),
        ("Cns", "Searchable"),
        ("ContentLibrary", "AddLibraryItem CheckInTemplate CheckOutTemplate CreateLocalLibrary CreateSubscribedLibrary DeleteLibraryItem DeleteLocalLibrary DownloadSession ReadStorage SyncLibrary UpdateLibrary UpdateLibraryItem UpdateSession"),
        ("Cryptographer", "Access AddDisk Clone Decrypt Encrypt EncryptNew ManageEncryptionPolicy ManageKeyServers ManageKeys Migrate ReadKeyServersInfo Recrypt RegisterHost RegisterVM"),
        ("DVPortgroup", "Create Delete Modify PolicyOp ScopeOp"),
        ("DVSwitch", "Create Delete HostOp Modify Move PolicyOp PortConfig PortSetting ResourceManagement Vspan"),
        ("Datacenter", "Create Delete IpPoolConfig IpPoolQueryAllocations IpPoolReleaseIp Move Reconfigure Rename"),
        ("Datastore", "AllocateSpace Browse Config Delete DeleteFile FileManagement Move Rename UpdateVirtualMachineFiles UpdateVirtualMachineMetadata"),
        ("Extension", "Register Unregister Update"),
        ("Folder", "Create Delete Move Rename"),
        ("Global", "CancelTask CapacityPlanning Diagnostics DisableMethods EnableMethods GlobalTag Health Licenses LogEvent ManageCustomFields Proxy ScriptAction ServiceManagers SetCustomField Settings SystemTag VCServer"),
        ("Host.Cim", "CimInteraction"),
        ("Host.Config", "AdvancedConfig AuthenticationStore AutoStart Connection DateTime Firmware HyperThreading Image Maintenance Memory NetService Network Nvdimm Patch PciPassthru Power Quarantine Resources Settings Snmp Storage SystemManagement"),
        ("Host.Inventory", "AddHostToCluster AddStandaloneHost CreateCluster DeleteCluster EditCluster MoveCluster MoveHost RemoveHostFromCluster RenameCluster"),
        ("Host.Local", "CreateVM DeleteVM InstallAgent ManageUserGroups ReconfigVM"),
        ("InventoryService.Tagging", "AttachTag CreateCategory CreateTag DeleteCategory DeleteTag EditCategory EditTag ObjectAttachable"),
        ("Network", "Assign Config Delete Move"),
        ("Performance", "ModifyIntervals"),
        ("Profile", "Clear Create Delete Edit Export View"),
        ("Resource", "ApplyRecommendation AssignVAppToPool AssignVMToPool ColdMigrate CreatePool DeletePool EditPool HotMigrate MovePool QueryVMotion RenamePool"),
        ("ScheduledTask", "Create Delete Edit Run"),
        ("Sessions", "CollectPrivilegeChecks GlobalMessage ImpersonateUser TerminateSession ValidateSession"),
        ("StoragePod", "Config"),
        ("StorageProfile", "Apply Update View"),
        ("System", "Anonymous Read View"),
        ("Task", "Create Update"),
        ("VApp", "ApplicationConfig AssignResourcePool AssignVApp AssignVM Clone Create Delete Export ExtractOvfEnvironment Import InstanceConfig ManagedByConfig Move PowerOff PowerOn Rename ResourceConfig Suspend Unregister"),
        ("VirtualMachine.Config", "AddExistingDisk AddNewDisk AddRemoveDevice AdvancedConfig Annotation CPUCount ChangeTracking DiskExtend DiskLease EditDevice HostUSBDevice ManagedBy Memory MksControl QueryFTCompatibility QueryUnownedFiles RawDevice ReloadFromPath RemoveDisk Rename ResetGuestInfo Resource Settings SwapPlacement ToggleForkParent UpgradeVirtualHardware"),
        ("VirtualMachine.GuestOperations", "Execute Modify ModifyAliases Query QueryAliases"),
        ("VirtualMachine.Hbr", "ConfigureReplication MonitorReplication ReplicaManagement"),
        ("VirtualMachine.Interact", "AnswerQuestion Backup ConsoleInteract CreateScreenshot DefragmentAllDisks DeviceConnection DnD GuestControl Pause PowerOff PowerOn PutUsbScanCodes Record Replay Reset SESparseMaintenance SetCDMedia SetFloppyMedia Suspend SuspendToMemory ToolsInstall"),
        ("VirtualMachine.Inventory", "Create CreateFromExisting Delete Move Register Unregister"),
        ("VirtualMachine.Namespace", "Event EventNotify Management ModifyContent Query ReadContent"),
        ("VirtualMachine.Provisioning", "Clone CloneTemplate CreateTemplateFromVM Customize DeployTemplate DiskRandomAccess DiskRandomRead FileRandomAccess GetVmFiles MarkAsTemplate MarkAsVM ModifyCustSpecs PromoteDisks PutVmFiles ReadCustSpecs"),
        ("VirtualMachine.State", "CreateSnapshot RemoveSnapshot RenameSnapshot RevertToSnapshot"),
    ];

    /// <summary>As <c>AuthorizationManager.privilegeList</c> shows them.</summary>
    internal static IReadOnlyList<AuthorizationPrivilege> Descriptions { get; } =
    [
        .. from entry in Groups
           from name in entry.Names.Split(' ')
           select new AuthorizationPrivilege
           {
               PrivId = $"{entry.Group}.{name}",
               Name = name,
               PrivGroupName = entry.Group,

               // What makes an object can only be allowed on what the object will be in.
               OnParent = name is "Create" or "CreateFromExisting",
           },
    ];

    internal static IReadOnlySet<string> Ids { get; } = Descriptions.Select(privilege => privilege.PrivId!).ToHashSet(StringComparer.Ordinal);
}
