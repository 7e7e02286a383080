using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator;

/// <summary>The objects that every vCenter has one of, under the names that a real one gives them.</summary>
internal static class ServiceObjects
{
    internal static ServiceContent AddTo(SimulatedWorld world, Guid instanceUuid)
    {
        ManagedObjectReference Add(string type, string value) => world.Add(new ManagedObject(world, new ManagedObjectReference(type, value))).Reference;

        var content = new ServiceContent
        {
            RootFolder = new ManagedObjectReference("Folder", "group-d1"),
            PropertyCollector = Add("PropertyCollector", "propertyCollector"),
            ViewManager = Add("ViewManager", "ViewManager"),
            About = new AboutInfo
            {
                Name = "VMware vCenter Server",
                FullName = "VMware vCenter Server 8.0.3 (simulated by VmSnapshot.Simulator)",
                Vendor = "VmSnapshot",
                Version = "8.0.3",
                Build = "0",
                LocaleVersion = "INTL",
                LocaleBuild = "000",
                OsType = "linux-x64",
                ProductLineId = "vpx",
                ApiType = "VirtualCenter",
                ApiVersion = VimVersions.Newest,
                InstanceUuid = instanceUuid.ToString(),
                LicenseProductName = "VMware VirtualCenter Server",
                LicenseProductVersion = "8.0",
            },
            SessionManager = Add("SessionManager", "SessionManager"),
            AuthorizationManager = Add("AuthorizationManager", "AuthorizationManager"),
            EventManager = Add("EventManager", "EventManager"),
            TaskManager = Add("TaskManager", "TaskManager"),
            CustomizationSpecManager = Add("CustomizationSpecManager", "CustomizationSpecManager"),
            CustomFieldsManager = Add("CustomFieldsManager", "CustomFieldsManager"),
            SearchIndex = Add("SearchIndex", "SearchIndex"),
            StorageResourceManager = Add("StorageResourceManager", "StorageResourceManager"),
            VmProvisioningChecker = Add("VirtualMachineProvisioningChecker", "ProvChecker"),
            VmCompatibilityChecker = Add("VirtualMachineCompatibilityChecker", "CompatChecker"),
            // A real one has these too; those that have no operations here answer MethodNotFound.
            Setting = Add("OptionManager", "VpxSettings"),
            UserDirectory = Add("UserDirectory", "UserDirectory"),
            ServiceManager = Add("ServiceManager", "ServiceMgr"),
            PerfManager = Add("PerformanceManager", "PerfMgr"),
            ScheduledTaskManager = Add("ScheduledTaskManager", "ScheduledTaskManager"),
            AlarmManager = Add("AlarmManager", "AlarmManager"),
            ExtensionManager = Add("ExtensionManager", "ExtensionManager"),
            DiagnosticManager = Add("DiagnosticManager", "DiagMgr"),
            LicenseManager = Add("LicenseManager", "LicenseManager"),
            FileManager = Add("FileManager", "FileManager"),
            DatastoreNamespaceManager = Add("DatastoreNamespaceManager", "DatastoreNamespaceManager"),
            VirtualDiskManager = Add("VirtualDiskManager", "virtualDiskManager"),
            SnmpSystem = Add("HostSnmpSystem", "SnmpSystem"),
            OvfManager = Add("OvfManager", "OvfManager"),
            IpPoolManager = Add("IpPoolManager", "IpPoolManager"),
            DvSwitchManager = Add("DistributedVirtualSwitchManager", "DVSManager"),
            HostProfileManager = Add("HostProfileManager", "HostProfileManager"),
            ClusterProfileManager = Add("ClusterProfileManager", "ClusterProfileManager"),
            ComplianceManager = Add("ProfileComplianceManager", "MoComplianceManager"),
            LocalizationManager = Add("LocalizationManager", "LocalizationManager"),
            GuestOperationsManager = Add("GuestOperationsManager", "guestOperationsManager"),
            OverheadMemoryManager = Add("OverheadMemoryManager", "overheadMemoryManager"),
            CertificateManager = Add("CertificateManager", "certificateManager"),
            IoFilterManager = Add("IoFilterManager", "IoFilterManager"),
        };
        ManagedObject instance = world.Add(new ManagedObject(world, VimClient.ServiceInstance));
        instance.Set("content", content);
        instance.Set("capability", null);
        return content;
    }
}
